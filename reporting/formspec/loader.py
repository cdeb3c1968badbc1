"""From YAML to FormSpec, and to and from the JSON kept in the database. A wrong definition is refused, never mended."""

import json
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from reporting.formspec.judges import HISTORIES
from reporting.formspec.operands import PAST_FIELDS
from reporting.formspec.reading import BadDefinition, Entry, read_yaml
from reporting.formspec.rules import BadCheck, foreign_refs, rules_of
from reporting.formspec.spec import (
    AXIS_TITLES,
    BASIS_TITLES,
    HALVES,
    HEAD_LINES,
    KIND_TITLES,
    LEVEL_TITLES,
    PLACES,
    SCOPE_TITLES,
    Check,
    Column,
    FormSpec,
    Group,
    leaves,
)

__all__ = ["BadDefinition", "definition_digest", "load_forms", "parse_form", "spec_from_json", "spec_to_json"]

_KEY = re.compile(r"c[1-9][0-9]{0,2}")
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_CHECK_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,39}")
_FIRST_NUMBER = 3  # 序号 is 1, the axis 2
_KEPT = 16  # parsed editions kept in memory
_EXPRESSION, _CHANGE, _OUTLIER = "expression", "change", "outlier"


def parse_form(source: str | Path) -> FormSpec:
    """The form of a YAML file (a Path) or of a YAML text. Raises BadDefinition."""
    if isinstance(source, Path):
        return _build(read_yaml(source.read_text(encoding="utf-8"), str(source)), source.name)
    return _build(read_yaml(source, "(文本)"), "(文本)")


def load_forms(folder: Path) -> dict[str, FormSpec]:
    """All *.yaml of a folder by form code, with what they read of one another checked too. Raises BadDefinition."""
    forms: dict[str, FormSpec] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        spec = parse_form(path)
        if spec.code in forms:
            raise BadDefinition(path.name, "code", f"表号“{spec.code}”已在 {files[spec.code]} 里用过")
        forms[spec.code], files[spec.code] = spec, path.name
    for code, spec in forms.items():
        check_foreign(spec, forms, files[code])
    return forms


def check_foreign(spec: FormSpec, forms: dict[str, FormSpec], file: str) -> None:
    """Refuse checks that read a form or a column which `forms` (by code) does not hold."""
    for position, ref in foreign_refs(spec):
        other = forms.get(ref.form)
        if other is None:
            raise BadDefinition(file, f"checks[{position}].expr", f"没有表号为“{ref.form}”的表")
        if not other.has_column(ref.column) or not other.column(ref.column).is_number:
            raise BadDefinition(file, f"checks[{position}].expr", f"{other.mark}没有数字列 {ref.column}")


def spec_to_json(spec: FormSpec) -> dict:
    """The definition as plain data for a JSONField, in the keys of the YAML."""
    return {
        "code": spec.code,
        "edition": spec.edition,
        "mark": spec.mark,
        "title": spec.title,
        "aliases": list(spec.aliases),
        "axis": spec.axis,
        "axis_title": spec.axis_title,
        "head_lines": list(spec.head_lines),
        "notes": list(spec.notes),
        "columns": [_node_to_json(node) for node in spec.tree],
        "checks": [_check_to_json(check) for check in spec.checks],
        "carry": dict(spec.carry),
    }


def spec_from_json(definition: dict) -> FormSpec:
    """The form kept in the database. The same definition gives the same object, compiled once per process."""
    return _from_canonical(_canonical(definition))


def definition_digest(definition: dict) -> str:
    """sha256 of a definition, whatever the order of its keys."""
    return sha256(_canonical(definition).encode()).hexdigest()


def _canonical(definition: dict) -> str:
    return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=_KEPT)
def _from_canonical(text: str) -> FormSpec:
    return _build(json.loads(text), "(数据库)")


def _build(data: object, file: str) -> FormSpec:
    form = Entry(data, file)
    tree = tuple(_node(entry) for entry in form.entries("columns", required=True))
    spec = FormSpec(
        code=_matching(form, "code", _CODE, "小写字母开头,只含小写字母、数字、下划线"),
        edition=form.whole("edition", least=1, most=999),
        mark=form.text("mark"),
        title=form.text("title"),
        axis=form.one_of("axis", AXIS_TITLES),
        axis_title=form.text("axis_title"),
        tree=tree,
        aliases=form.texts("aliases"),
        head_lines=form.texts("head_lines", default=HEAD_LINES),
        notes=form.texts("notes"),
        checks=tuple(_check(entry) for entry in form.entries("checks", required=False)),
        carry=form.mapping("carry"),
    )
    form.done()
    if spec.code in PAST_FIELDS:
        raise form.bad("code", f"“{spec.code}”是公式里的专用词,请换一个表号")
    _ordered_columns(form, spec)
    _known_carry(form, spec)
    _sound_checks(form, spec)
    return spec


def _node(entry: Entry) -> Group | Column:
    if entry.has("children"):
        children = tuple(_node(child) for child in entry.entries("children", required=True))
        group = Group(entry.text("title"), children, entry.flag("enabled", default=True))
        entry.done()
        return group
    if not entry.has("key"):
        raise entry.bad("children", "表头组没有列,也不是列(没有 key)")
    kind = entry.one_of("kind", KIND_TITLES)
    key = _matching(entry, "key", _KEY, "c 加列号,例如 c3")
    title = entry.text("title")
    column = Column(
        key=key,
        number=int(key[1:]),
        title=title,
        short=entry.text("short", default=title),
        kind=kind,
        unit=entry.text("unit", default=""),
        basis=entry.one_of("basis", tuple(filter(None, BASIS_TITLES)), default=None if kind != "text" else ""),
        clause=entry.text("clause"),
        help=entry.text("help"),
        titles=entry.mapping("titles"),
        distinct=entry.flag("distinct", default=False),
        measure=entry.text("measure", default=""),
        places=entry.whole("places", default=2, least=1, most=4),
    )
    if any(half not in HALVES for half in column.titles):
        raise entry.bad("titles", f"只能写 {'、'.join(HALVES)}")
    entry.done()
    return column


def _check(entry: Entry) -> Check:
    kind = entry.one_of("kind", (_EXPRESSION, _CHANGE, _OUTLIER), default=_EXPRESSION)
    check = Check(
        code=_matching(entry, "code", _CHECK_CODE, "大写字母开头,只含大写字母、数字、短横"),
        level=entry.one_of("level", LEVEL_TITLES),
        scope=entry.one_of("scope", SCOPE_TITLES),
        title=entry.text("title"),
        message=entry.text("message"),
        kind=kind,
        expr=entry.text("expr") if kind == _EXPRESSION else "",
        when=entry.text("when", default="") if kind == _EXPRESSION else "",
        columns=entry.texts("columns"),
        each=entry.texts("each"),
        halves=entry.texts("halves"),
        at=entry.one_of("at", PLACES, default="unit"),
        settings=_settings(entry, kind),
    )
    if kind != _EXPRESSION and not check.each:
        raise entry.bad("each", f"{kind} 公式要写明用在哪些列")
    if any(half not in HALVES for half in check.halves):
        raise entry.bad("halves", f"只能写 {'、'.join(HALVES)}")
    entry.done()
    return check


def _settings(entry: Entry, kind: str) -> dict[str, int | str]:
    if kind == _CHANGE:
        return {
            "against": entry.one_of("against", ("prev", "lastyear", "halfyear")),
            "percent": entry.whole("percent", least=1),
            "at_least": entry.whole("at_least", least=1),
        }
    if kind == _OUTLIER:
        return {
            "history": entry.one_of("history", HISTORIES),
            "comparable": entry.whole("comparable", least=4),
            "deviations": entry.whole("deviations", least=1, most=100),
            "at_least": entry.whole("at_least", least=1),
            "flat_percent": entry.whole("flat_percent", least=1, most=1000),
        }
    return {}


def _matching(entry: Entry, key: str, pattern: re.Pattern, rule: str) -> str:
    value = entry.text(key)
    if not pattern.fullmatch(value):
        raise entry.bad(key, f"“{value}”不合写法:{rule}")
    return value


def _ordered_columns(form: Entry, spec: FormSpec) -> None:
    """Numbers are printed, so they begin at 3 and grow; groups not enabled count too."""
    last, seen = _FIRST_NUMBER - 1, set()
    for column in leaves(spec.tree, disabled=True):
        if column.key in seen:
            raise form.bad("columns", f"列 {column.key} 写了两次")
        seen.add(column.key)
        if column.number <= last:
            raise form.bad("columns", f"列号要从 {_FIRST_NUMBER} 起由小到大,{column.key} 排在 c{last} 之后")
        last = column.number
    if not spec.columns:
        raise form.bad("columns", "没有一列是启用的")


def _known_carry(form: Entry, spec: FormSpec) -> None:
    for old, new in spec.carry.items():
        if not _KEY.fullmatch(old):
            raise form.bad(f"carry.{old}", f"“{old}”不是旧版的列号")
        if not spec.has_column(new):
            raise form.bad(f"carry.{old}", f"本版没有列 {new}")
    if len(set(spec.carry.values())) < len(spec.carry):
        raise form.bad("carry", "两个旧列不能并入同一新列")


def _sound_checks(form: Entry, spec: FormSpec) -> None:
    codes: set[str] = set()
    for position, check in enumerate(spec.checks):
        place = f"checks[{position}]"
        if check.code in codes:
            raise form.bad(f"{place}.code", f"公式编号 {check.code} 写了两次")
        codes.add(check.code)
        for key, keys in (("columns", check.columns), ("each", check.each)):
            unknown = [one for one in keys if not spec.has_column(one)]
            if unknown:
                raise form.bad(f"{place}.{key}", f"本表没有列 {unknown[0]}")
    try:
        rules_of(spec)
    except BadCheck as error:
        raise form.bad(f"checks[{error.position}].{error.key}", error.reason) from error


def _node_to_json(node: Group | Column) -> dict:
    if isinstance(node, Group):
        return {"title": node.title, "enabled": node.enabled, "children": [_node_to_json(c) for c in node.children]}
    plain = ("key", "title", "short", "kind", "unit", "clause", "help", "measure")
    data = {name: getattr(node, name) for name in plain}
    data |= {"titles": dict(node.titles), "distinct": node.distinct, "places": node.places}
    return data | ({"basis": node.basis} if node.basis else {})


def _check_to_json(check: Check) -> dict:
    data = {name: getattr(check, name) for name in ("code", "level", "scope", "title", "message", "kind", "at")}
    data |= {name: list(getattr(check, name)) for name in ("columns", "each", "halves")}
    if check.kind == _EXPRESSION:
        data |= {"expr": check.expr, "when": check.when}
    return data | dict(check.settings)
