"""批注 and 待核 in words: beside a cell, as a list under the form, on the first page."""

from django.urls import reverse

from portal import calendar
from portal.actor import Actor
from portal.components import Badge, Column, Empty, Lines, Link, Panel, Row, Table
from reporting.models import Filing, FilingRow, Remark, Thread
from reporting.queries import notes as read
from reporting.queries.sheet import Desk

SHORT = 60  # characters of a remark in a list


def beside_cell(actor: Actor, filing: Filing, row: FilingRow, column: str) -> dict:
    """What the panel of a cell says and asks: its 待核, its thread, whom a remark can call."""
    mark = read.mark_of(row, column) if filing.noted else None
    thread, remarks = read.thread_of(row, column) if filing.noted else (None, [])
    return {
        "mark": f"{mark.by.name} {calendar.stamp(mark.at)} 标为待核" if mark else "",
        "open": thread is not None and thread.settled_at is None,
        "settled": _settled(thread),
        "remarks": [_remark(one) for one in remarks],
        "people": [
            (duty.account_id, f"{duty.account.name}({duty.organisation} {duty.get_role_display()})")
            for duty in read.people_of(filing)
            if duty.account_id != actor.account.pk
        ],
        "sign": ("核" if mark else "") + ("注" if thread is not None and thread.settled_at is None else ""),
    }


def _settled(thread: Thread | None) -> str:
    if thread is None or thread.settled_at is None:
        return ""
    return f"{thread.settled_by.name} {calendar.stamp(thread.settled_at)} 办结"


def _remark(one: Remark) -> dict:
    who = f"{one.duty} {one.by.name}"
    return {"who": who, "when": calendar.stamp(one.at), "text": one.text, "to": one.to.name if one.to else ""}


def under_form(filing: Filing, page: Desk) -> dict | None:
    """The list of marked cells and open threads; None where there are none."""
    marks, threads = page.notes.marks, page.notes.threads
    if not marks and not threads:
        return None
    last = read.last_remarks(threads.values()) if threads else {}
    rows = {row.id: row.label for row in page.sheet.rows}
    names = {column.key: column.short_for(filing.period.half) for column in page.spec.columns}

    def line(place: tuple[int, str], words: str) -> dict:
        return {"place": f"{place[0]}-{place[1]}", "name": f"{rows[place[0]]} · {names[place[1]]}", "words": words}

    return {
        "marks": [
            line(place, f"{one.by.name} {calendar.stamp(one.at)}")
            for place, one in sorted(marks.items())
            if place[1] in names
        ],
        "threads": [line(place, _short(last[one.pk])) for place, one in sorted(threads.items()) if place[1] in names],
    }


def _short(one: Remark) -> str:
    words = one.text if len(one.text) <= SHORT else f"{one.text[:SHORT]}…"
    to = f",提醒 {one.to.name}" if one.to else ""
    return f"{one.by.name} {calendar.stamp(one.at)}{to}:{words}"


def waiting_panel(actor: Actor) -> Panel | None:
    """On the first page: the forms whose remarks wait for this side."""
    found = read.waiting_for(actor)
    if not found:
        return None
    heads = [Column("报表"), Column("批注", "state")]
    rows = [Row([_form(one.filing, actor), _count(one)]) for one in found]
    number = sum(one.threads for one in found)
    return Panel("等您答复的批注", Table("等您答复的批注", heads, rows, empty=Empty("没有")), f"{number} 条")


def _form(filing: Filing, actor: Actor) -> Lines:
    url = reverse("filing", args=[filing.pk]) + "#notes"
    own = actor.stands_for(filing.unit_id)
    return Lines(
        Link(f"{filing.edition.mark} {filing.period}", url, strong=True), "" if own else filing.unit.region.name
    )


def _count(one: read.Waiting) -> Badge:
    if one.mine:
        return Badge(f"{one.threads} 条,{one.mine} 条提醒您", "warn")
    return Badge(f"{one.threads} 条", "info")
