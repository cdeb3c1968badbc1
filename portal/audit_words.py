"""What an audit entry holds, as lines a person reads: field, old → new. The entry itself keeps the keys.

Names of keys are described where they are written (`describe`); values of a field with choices take their words from
the model. What only an upper app can name (a row, a column) is asked of the function it gives to `place_by`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from portal.models import AuditEntry

Places = Callable[[list[AuditEntry]], Mapping[int, Mapping[str, str]]]
_words: dict[str, str] = {}
_places: dict[str, Places] = {}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTHING = "(空)"


@dataclass(frozen=True)
class Line:
    """One thing an entry says. ``old`` None: it says what was done, not what it was before."""

    title: str
    new: str
    old: str | None = None

    def __str__(self) -> str:
        return f"{self.title}:{self.new}" if self.old is None else f"{self.title}:{self.old} → {self.new}"


def describe(**words: str) -> None:
    """Name keys of details in Chinese."""
    _words.update(words)


def place_by(target_type: str, places: Places) -> None:
    """Let an app name what entries about its model point at: entry → key → words instead of the value kept."""
    _places[target_type] = places


def model_of(entry: AuditEntry) -> type[models.Model] | None:
    """What sort of thing an entry is about; None where it is about nothing, or about a model that is no more."""
    try:
        return apps.get_model(entry.target_type) if entry.target_type else None
    except LookupError:
        return None


def places_of(entries: Iterable[AuditEntry]) -> dict[int, Mapping[str, str]]:
    """What entries point at, in words, by entry: a few queries for all of them."""
    kinds: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.target_type in _places:
            kinds[entry.target_type].append(entry)
    return {pk: words for kind, ones in kinds.items() for pk, words in _places[kind](ones).items()}


def lines(entry: AuditEntry, places: Mapping[int, Mapping[str, str]]) -> list[Line]:
    """The lines of an entry; ``places`` are those of `places_of`."""
    model, detail = model_of(entry), entry.detail | places.get(entry.pk, {})
    old, new, found = detail.pop("old", None), detail.pop("new", None), []
    if isinstance(old, dict) or isinstance(new, dict):
        found += _pairs(model, old or {}, new or {}, entry.detail.keys() >= {"old"})
    elif old is not None or new is not None:
        found.append(Line("内容", _value(None, "", new), _value(None, "", old)))
    if "from" in detail and "to" in detail:
        found.append(_step(model, detail.pop("from"), detail.pop("to")))
    rest = [Line(_title(model, key), _value(model, key, value)) for key, value in detail.items() if _says(value)]
    return rest + found


def in_a_row(entry: AuditEntry, places: Mapping[int, Mapping[str, str]], most: int = 1000) -> str:
    """The lines one after the other, for lists and workbooks."""
    text = ";".join(map(str, lines(entry, places)))
    return text if len(text) <= most else text[: most - 1] + "…"


def _pairs(model, old: dict, new: dict, known: bool) -> list[Line]:
    return [
        Line(_title(model, key), _value(model, key, new.get(key)), _value(model, key, old.get(key)) if known else None)
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]


def _step(model, old, new) -> Line:
    """From and to: a state of the model's machine, the days of something dated, or the thing itself."""
    states = dict(_field(model, "state").choices or ()) if _field(model, "state") else {}
    if old in states and new in states:
        return Line("状态", str(states[new]), str(states[old]))
    if _DAY.fullmatch(str(old)):
        return Line("起止", _value(None, "", new) if new else "不定期", str(old))
    return Line("变动", _value(None, "", new), _value(None, "", old))


def _field(model: type[models.Model] | None, key: str):
    found = {field.name: field for field in model._meta.fields} if model else {}
    return found.get(key)


def _title(model, key: str) -> str:
    field = _field(model, key)
    return _words.get(key) or (str(field.verbose_name) if field else key)


def _value(model, key: str, value) -> str:
    choices = dict(getattr(_field(model, key), "choices", None) or ())
    if value in choices if isinstance(value, str) else False:
        return str(choices[value])
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "、".join(f"{_title(model, one)} {_value(model, one, inner)}" for one, inner in value.items()) or NOTHING
    if isinstance(value, list):
        return "、".join(_value(model, key, one) for one in value) or NOTHING
    return NOTHING if value in (None, "") else str(value)


def _says(value) -> bool:
    return value not in (None, "", [], {}, False)


describe(
    reason="理由", note="说明", on="日期", until="延至", period="报送期", people="通知人数", rows="行数", table="表",
    filters="筛选", account="账号", username="账号", expires_on="有效期至", successor="接任者账号", handed="移交",
    region="区划", seat="属地情况", into="并入", key="密钥", fields="换密字段", **{"from": "自"},
)  # fmt: skip
