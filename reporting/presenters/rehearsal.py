"""试算 in words: how often each check of the draft would have fired, and where."""

from collections import Counter

from django.urls import reverse

from portal.components import Badge, Empty
from reporting.formspec.spec import LEVEL_TITLES
from reporting.presenters.tables import FigureTable, Heading, Value, text
from reporting.queries.rehearsal import GONE, KEPT, NEW, Fired, Rehearsal

KINDS = {NEW: ("新增", "warn"), KEPT: ("仍有", "quiet"), GONE: ("不再有", "good")}
ORDER = list(KINDS)
MOST = 500  # lines of the list; the counts above it are of all
NOTHING = Empty("没有一条会报出", "按拟改的审核公式,本期已上报的各表全部通过或未判定。")


def rehearsal_page(found: Rehearsal) -> dict:
    """The template context of a rehearsal that was made."""
    fired = sorted(found.fired, key=lambda one: (ORDER.index(one.kind), one.filing.unit.region_id, one.finding.check))
    kinds = Counter(one.kind for one in fired)
    return {
        "found": found,
        "summary": summary_table(found).drawn(NOTHING),
        "table": fired_table(found, fired[:MOST]).drawn(NOTHING),
        "counts": [f"{KINDS[kind][0]} {kinds[kind]} 条" for kind in ORDER],
        "left_out": max(0, len(fired) - MOST),
    }


def summary_table(found: Rehearsal) -> FigureTable:
    """One line per check of the draft or of the present edition: how often it fired, and would have."""
    fired: dict[str, Counter] = {}
    titles = {}
    for one in found.fired:
        fired.setdefault(one.finding.check, Counter())[one.kind] += 1
        titles[one.finding.check] = one.finding
    heads = [Heading("公式"), Heading("级别", "state"), Heading("内容")]
    heads += [Heading(words, "num", "count") for words in ("现行报出", "拟改后报出", "增减")]
    rows = []
    for code in sorted(fired):
        counts, finding = fired[code], titles[code]
        before, after = counts[KEPT] + counts[GONE], counts[KEPT] + counts[NEW]
        change = Value(f"{after - before:+d}" if after != before else "0", after - before)
        numbers = [Value(before, before), Value(after, after), change]
        rows.append([text(code, strong=True), text(LEVEL_TITLES[finding.level]), text(finding.title), *numbers])
    return FigureTable("各条公式", heads, rows)


def fired_table(found: Rehearsal, fired: list[Fired]) -> FigureTable:
    """Where: city, row, level, the sentence; the row opens the cell."""
    heads = [Heading("比现行", "state"), Heading("市(地)"), Heading(found.draft.axis_title), Heading("公式")]
    heads += [Heading("级别", "state"), Heading("报出的话")]
    return FigureTable("逐条", heads, [_fired(one) for one in fired])


def _fired(one: Fired) -> list[Value]:
    words, tone = KINDS[one.kind]
    finding = one.finding
    url = reverse("filing", args=[one.filing.pk])
    if one.row_id is not None:
        url += f"#c-{one.row_id}-{finding.columns[0]}" if finding.columns else f"#r-{one.row_id}"
    return [
        Value(Badge(words, tone), words),
        text(one.filing.unit.region.name),
        text(finding.row_label, url),
        text(finding.check),
        text(LEVEL_TITLES[finding.level]),
        text(finding.message),
    ]
