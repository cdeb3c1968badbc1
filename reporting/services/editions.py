"""表式版本: the YAML of fixtures/forms becomes editions in the database; drafts move to a new one by its column map.

An edition that filings use never changes: a changed definition needs a higher number. What was sent keeps its edition.
"""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat, Substr

from portal import audit, clock
from portal.actor import Actor
from portal.refusal import Refused
from reporting.formspec.loader import BadDefinition, check_foreign, definition_digest, parse_form, spec_to_json
from reporting.formspec.spec import FormSpec
from reporting.formspec.succession import column_map
from reporting.models import Cell, Filing, FilingVersion, FormEdition
from reporting.queries.forms import newest_editions, spec_of

LOAD = audit.declare("form.load", "载入表式版本")
CARRY = audit.declare("filing.carry_over", "填报转入新版表式")
DRAFTS = (Filing.State.EMPTY, Filing.State.FILLING, Filing.State.CONFIRMING)
BLANK = Q(value=None, text="", not_applicable="")


def load_fixtures(actor: Actor) -> int:
    """The forms that come with the portal; returns how many editions are new or changed."""
    return load(Path(settings.FIXTURES_DIR) / "forms", actor)


@transaction.atomic
def load(folder: Path, actor: Actor) -> int:
    """Every *.yaml of ``folder``, all or none. Raises Refused with file, key and reason of the first that is wrong."""
    try:
        return sum(_put(spec, file, actor) for file, spec in _read(folder).items())
    except BadDefinition as error:
        raise Refused([str(error)]) from error


def _read(folder: Path) -> dict[str, FormSpec]:
    found = {path.name: parse_form(path) for path in sorted(folder.glob("*.yaml"))}
    by_code: dict[str, str] = {}
    for file, spec in found.items():
        if by_code.setdefault(spec.code, file) != file:
            raise BadDefinition(file, "code", f"表号“{spec.code}”已在 {by_code[spec.code]} 里用过")
    known = {edition.code: spec_of(edition) for edition in newest_editions()} | {s.code: s for s in found.values()}
    for file, spec in found.items():
        check_foreign(spec, known, file)
    return found


def _put(spec: FormSpec, file: str, actor: Actor) -> int:
    definition = spec_to_json(spec)
    digest = definition_digest(definition)
    last = FormEdition.objects.select_for_update().filter(code=spec.code).order_by("-number").first()
    if last and last.number == spec.edition and last.digest == digest:
        return 0
    _refuse_number(spec, file, last)
    values = {"title": spec.title, "mark": spec.mark, "axis": spec.axis, "definition": definition, "digest": digest}
    edition, made = FormEdition.objects.update_or_create(
        code=spec.code, number=spec.edition, defaults=values | {"loaded_at": clock.now()}
    )
    audit.record(LOAD, actor, target=edition, detail={"edition": spec.edition, "digest": digest, "replaced": not made})
    if made and last:
        _carry_over(last, edition, file, actor)
    return 1


def _refuse_number(spec: FormSpec, file: str, last: FormEdition | None) -> None:
    if last is None:
        return
    if spec.edition < last.number:
        raise BadDefinition(file, "edition", f"数据库里已有第 {last.number} 版,不能退回第 {spec.edition} 版")
    in_use = Filing.objects.filter(edition=last).count() or FilingVersion.objects.filter(edition=last).count()
    if spec.edition == last.number and in_use:
        raise BadDefinition(
            file,
            "edition",
            f"第 {last.number} 版已有 {in_use} 份填报在用,内容不能再改;"
            f"请把版次改为 {last.number + 1},列号有变的写明 carry(旧列: 新列)",
        )


def _carry_over(old: FormEdition, new: FormEdition, file: str, actor: Actor) -> None:
    """Move drafts that were never sent to ``new``: their cells are renamed in sets, none is lost unsaid."""
    drafts = Filing.objects.select_for_update().filter(form=new.code, state__in=DRAFTS, sent_version=None)
    found = list(drafts.exclude(edition=new).order_by("pk"))
    if not found:
        return
    if old.axis != new.axis:
        raise BadDefinition(file, "axis", f"有 {len(found)} 份草稿在用第 {old.number} 版,行的种类不能改")
    places = column_map(spec_of(old), spec_of(new))
    cells = Cell.objects.filter(row__filing__in=found)
    _drop_blanks(cells.exclude(column__in=places), spec_of(old), file)
    moved = {key: target for key, target in places.items() if key != target}
    if moved:
        _rename(cells, moved)
    for filing in found:
        audit.record(CARRY, actor, target=filing, detail={"from": old.number, "to": new.number, "columns": moved})
    Filing.objects.filter(pk__in=[one.pk for one in found]).changed(edition=new)


def _drop_blanks(cells, spec: FormSpec, file: str) -> None:
    filled = cells.exclude(BLANK).select_related("row__filing__unit", "row__filing__period").order_by("pk")
    first = filled.first()
    if first is not None:
        filing = first.row.filing
        title = spec.column(first.column).short if spec.has_column(first.column) else first.column
        raise BadDefinition(
            file,
            "carry",
            f"列 {first.column}“{title}”在新版里没有位置,但草稿里还有 {filled.count()} 格有内容"
            f"(如{filing.unit}{filing.period}“{first.row.label}”)。请在 carry 里写明转到哪一列,或先由填报单位清空",
        )
    cells.delete()


def _rename(cells, moved: dict[str, str]) -> None:
    """All at once, through names that no column has: two columns may change places."""
    rows = cells.filter(column__in=moved)
    pks = list(rows.values_list("pk", flat=True))
    whens = [When(column=key, then=Value(target)) for key, target in moved.items()]
    found = Cell.objects.filter(pk__in=pks)
    found.update(column=Concat(Value("~"), Case(*whens)))
    found.update(column=Substr("column", 2))
