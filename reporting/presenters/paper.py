"""The printed sheet's words: head, notes, version and check code."""

from portal import calendar
from portal.actor import Actor
from reporting.models import Filing
from reporting.queries.sheet import desk


def paper_page(actor: Actor, filing: Filing) -> dict:
    """The template context of the printed page, and what the workbook writes."""
    page = desk(filing, actor)
    period, version = filing.period, filing.sent_version
    window = f"统计期间:{calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}。“—”为不适用。"
    sent = _sent(filing, version)
    return {
        "filing": filing,
        "spec": page.spec,
        "sheet": page.sheet,
        "unit": filing.unit.name,
        "date": calendar.day(filing.filled_on, with_year=True) if filing.filled_on else "",
        "filler": filing.filler_name,
        "notes": [*page.spec.notes, window, sent] + ([f"零报告:{filing.nil_reason}"] if filing.nil else []),
        "draft": filing.sent_version_id is None or filing.state in (Filing.State.FILLING, Filing.State.RETURNED),
    }


def _sent(filing: Filing, version) -> str:
    if version is None:
        return "草稿,尚未上报。"
    words = f"版本校验码 {version.check_code}(第 {version.number} 版,{calendar.stamp(version.sent_at)} 上报)。"
    changed = filing.state in (Filing.State.FILLING, Filing.State.RETURNED, Filing.State.CONFIRMING)
    return f"{words}本页含上报后的修改,尚未再报。" if changed else words
