"""What may be typed where, right now, and if not, why and what to do next. One answer for page, save and paste."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal import access, calendar, clock
from portal.actor import Actor
from reporting.models import Filing, RowTask, Slip
from reporting.permissions import CONFIRM, FILL, ROWS_ONLY
from reporting.queries.periods import Due, filing_due
from reporting.queries.stand_in import stands_in
from reporting.queries.tasks import own_tasks, rows_out

State = Filing.State


@dataclass(frozen=True)
class Gate:
    """``cells`` None with ``open``: every cell. Otherwise only these (row id, column key), column "" being the row.

    ``handed``: rows (ids) that a school or county fills now, shut for the city, each with the words for it.
    """

    open: bool
    why: str
    due: Due
    slip: Slip | None = None
    cells: frozenset[tuple[int, str]] | None = field(default=None)
    handed: Mapping[int, str] = field(default_factory=dict)

    def allows(self, row_id: int, column: str) -> bool:
        """Whether this one cell may be typed into."""
        if not self.open or row_id in self.handed:
            return False
        return self.cells is None or (row_id, column) in self.cells or (row_id, "") in self.cells

    @property
    def whole(self) -> bool:
        """Whether rows may be added and struck, and the whole form filled."""
        return self.open and self.cells is None

    def why_shut(self, row_id: int) -> str:
        """Why a cell of this row stays shut while others may be open."""
        listed = f"这一格不在{self.slip.paper}所列之内,仍锁定。" if self.slip else "这一行不由您填报。"
        return self.handed.get(row_id) or self.why or listed


def live_slip(filing: Filing) -> Slip | None:
    """The slip that waits for the city, if any."""
    return filing.slips.filter(state=Slip.State.OPEN).first()


def gate(filing: Filing, actor: Actor) -> Gate:
    """What ``actor`` may type into ``filing`` now."""
    due = filing_due(filing)
    slip = live_slip(filing) if filing.state in (State.RETURNED, State.CONFIRMING) else None
    if access.may(actor, ROWS_ONLY):
        return _row_gate(filing, own_tasks(filing, actor.scope), due, slip)
    why = _closed_because(filing, actor, due, slip)
    if why:
        return Gate(False, why, due, slip)
    handed = {} if filing.state == State.EMPTY else {one.row_id: _handed_words(one) for one in rows_out(filing)}
    return Gate(True, "", due, slip, _cells(slip), handed)


def _cells(slip: Slip | None) -> frozenset[tuple[int, str]] | None:
    """A nil return that was sent back has no marked cell: the whole form opens."""
    return frozenset(slip.items.values_list("row_id", "column")) or None if slip else None


def _row_gate(filing: Filing, tasks: list[RowTask], due: Due, slip: Slip | None) -> Gate:
    """For a school or county: its own row, while it is handed to it and the city itself might type into it."""
    rows = {one.row_id for one in tasks if one.out}
    open_now = filing.state in (State.FILLING, State.RETURNED)
    why = closed_by_time(due, slip) if rows and open_now else _row_words(filing, tasks)
    if why:
        return Gate(False, why, due, slip)
    marked = _cells(slip)
    cells = {(row, "") for row in rows} if marked is None else {one for one in marked if one[0] in rows}
    return Gate(True, "", due, slip, frozenset(cells))


def _row_words(filing: Filing, tasks: list[RowTask]) -> str:
    done = next((one for one in tasks if one.state == RowTask.State.CONFIRMED), None)
    if done is None or filing.sent_version_id:
        return "本行由市(地)人社局填报,您只能查看。数有出入请与市(地)人社局联系。"
    when = calendar.stamp(done.confirmed_at)
    said = f"填报说明:{done.answer}。" if done.answer else ""
    return f"本单位已于 {when} 确认本行,由市(地)人社局汇总上报;要改的,请市(地)人社局退回本行。{said}"


def _handed_words(task: RowTask) -> str:
    return f"本行已交{task.row.label}填报,{calendar.deadline(task.due_at)}截止;要自己填,请先收回。"


def _closed_because(filing: Filing, actor: Actor, due: Due, slip: Slip | None) -> str:
    if stands_in(filing, actor):
        return closed_by_time(due, slip)  # its states are those the city itself may type in, or it would have ended
    if actor.scope.whole:
        return _province_words(filing, slip)
    if filing.state == State.CONFIRMING and access.may(actor, CONFIRM):
        return "填表人已送您确认:请核对后确认上报;不同意的,写明理由退给填表人。"
    if filing.state not in (State.EMPTY, State.FILLING, State.RETURNED):
        return _STATE_WORDS[filing.state]
    if not access.may(actor, FILL):
        return "您的岗位只能查看;由填表人填写。"
    if filing.unit_id != actor.organisation.pk:
        return "这是别的单位的填报,只能查看。"
    return closed_by_time(due, slip)


def closed_by_time(due: Due, slip: Slip | None) -> str:
    """Why the calendar keeps the filing shut now; empty when it is open. A slip has its own last day."""
    now = clock.now()
    if now < due.opens_at:
        return f"本期{calendar.day(due.opens_at, with_year=True)}开放,开放后才能填写。"
    if slip and slip.until:
        if slip.overdue:
            return f"{slip.paper}的修改期限 {calendar.deadline(slip.until)} 已过。请与省厅联系,由省厅延长期限。"
        return ""
    if now < due.locks_at:
        return ""
    if due.backfill:
        return f"补录期限 {calendar.deadline(due.locks_at, with_year=True)} 已过。请与省厅联系,由省厅再开放补录。"
    day = calendar.closing_day(due.locks_at, with_year=True)
    return f"本期已于{day}24时锁定。确需填报的,请申请延期,由省厅批准;过了可以申请的日子,请省厅开放补录。"


def _province_words(filing: Filing, slip: Slip | None) -> str:
    if slip and slip.overdue and filing.state == State.RETURNED:
        return f"{slip.paper}的修改期限 {calendar.deadline(slip.until)} 已过,市局不能再改;要再开放的,延长修改期限。"
    if filing.correcting:
        return "已批准更正,等市局改后再报;更正的版本接收前,汇总仍用最近一次接收的数。"
    words = _PROVINCE_WORDS[filing.state]
    if filing.state != State.RETURNED:
        return words
    return words + (
        "汇总仍用最近一次接收的数。" if filing.received_version_id else "本表还没有接收过,不在已接收的汇总里。"
    )


_STATE_WORDS = {
    State.CONFIRMING: "已送负责人确认,等负责人确认或退回;填表人可先撤回再改。",
    State.SENT: "已上报,省厅尚未开始审核;需要修改可以撤回。",
    State.REVIEWING: "省厅正在审核;需要修改请等省厅退回。",
    State.RECEIVED: "省厅已接收;需要更正请提出更正申请。",
    State.FINAL: "全省数据已定稿;需要更正请提出更正申请,更正列入差异表。",
}

_PROVINCE_WORDS = {
    State.EMPTY: "市局还没有填报,可在报送看板上催报。",
    State.FILLING: "市局正在填报,尚未上报;这里是未上报的数,只供查看。",
    State.CONFIRMING: "市局已填完,等市局负责人确认;这里是未上报的数,只供查看。",
    State.SENT: "市局已上报,等省厅审核。开始审核后,市局不能再自行撤回。",
    State.REVIEWING: "省厅正在审核:没有问题的接收;有问题的,勾出要改的格退回。",
    State.RETURNED: "已退回,等市局修改后再报;",
    State.RECEIVED: "已接收。市局要更正的,提出申请,由省厅批准。",
    State.FINAL: "已定稿。以后的更正列入差异表。",
}
