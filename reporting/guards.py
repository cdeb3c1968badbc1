"""What may keep a filing from taking a step: each guard returns messages, all of them are shown at once."""

from portal.actor import Actor
from reporting.models import Cell, Filing, Slip
from reporting.queries.forms import spec_of
from reporting.queries.gate import closed_by_time, live_slip
from reporting.queries.periods import filing_due
from reporting.queries.reasons import Judged, judge
from reporting.queries.sheet import Checked, checked
from reporting.queries.stand_in import fills
from reporting.queries.tasks import rows_out

MUST_FAILS, WAITS_FOR_REASON, NOT_RELEASED = "强制审核未过", "审核要写说明", "准强制未放行"
SHORTEST = 6  # signs of a reason
SHOWN = 5  # messages of one kind; the page's list of findings has them all


def own_unit(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """Only the unit itself takes this step."""
    return [] if actor.stands_for(filing.unit_id) else ["这是别的单位的填报。"]


def fills_here(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """The unit's own filler, or who of the province is in 代录 on this form."""
    if fills(filing, actor):
        return []
    return ["您现在没有代录本表。要代录的,请先写明理由、开始代录。"] if actor.scope.whole else ["这是别的单位的填报。"]


def nobody_stands_in(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """One person at a time is in 代录: whose numbers they are must be plain."""
    if filing.stand_in_id is None:
        return []
    return [f"省厅 {filing.stand_in.name} 正在代录本表。要换人的,请先结束代录。"]


def somebody_stands_in(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """There is a 代录 to end."""
    return [] if filing.stand_in_id else ["本表没有人在代录,可能刚刚结束,请刷新页面。"]


def reason_told(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """A reason that says something; asked only where one was given, not while a page draws its buttons."""
    short = "reason" in data and len(data["reason"].strip()) < SHORTEST
    return [f"理由至少写 {SHORTEST} 个字,说清原因。"] if short else []


def within_time(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """The period is open, or the slip's own days are not over."""
    closed = closed_by_time(_once(data, "due", lambda: filing_due(filing)), _live(filing, data))
    return [closed] if closed else []


def rows_at_home(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """No row is with a school or county: the city answers for the whole, so it has every row back first."""
    out = _once(data, "out", lambda: [one.row.label for one in rows_out(filing)])
    names = "、".join(out)
    return [f"还有 {len(out)} 行在院校(县)手里:{names}。请等对方确认,或收回后再送。"] if out else []


def no_blanks(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """A blank is not zero: it is filled, or 0, or 不适用 with a reason. A form without cells needs a nil return."""
    progress = _checked(filing, data).progress
    if progress.missing:
        return [f"还有 {progress.missing} 格空白。请填数;确实没有的填 0,不适用的标“不适用”并写明理由。"]
    if not filing.nil and not progress.expected:
        return ["本表没有可填的格。没有应报院校(县)的,请作零报告。"]
    return []


def checks_pass(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """No 强制 check fails."""
    return _few([one.finding.message for one in _judged(filing, data) if one.finding.level == "must"], MUST_FAILS)


def reasons_written(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """Every failed 核实 and 准强制 check has a reason for the numbers as they are."""
    return _few([one.finding.message for one in _judged(filing, data) if one.waits], WAITS_FOR_REASON)


def _once(data: dict, name: str, ask):
    """What several guards of a step need is worked out once; ``data`` is the step's own."""
    if name not in data:
        data[name] = ask()
    return data[name]


def _checked(filing: Filing, data: dict) -> Checked:
    return _once(data, "checked", lambda: checked(filing))


def _judged(filing: Filing, data: dict) -> list[Judged]:
    return _once(data, "judged", lambda: judge(filing, _checked(filing, data).findings))


def _live(filing: Filing, data: dict) -> Slip | None:
    return _once(data, "slip", lambda: live_slip(filing))


def _few(messages: list[str], title: str) -> list[str]:
    shown = [f"{title}:{text}" for text in messages[:SHOWN]]
    return shown + ([f"另有 {len(messages) - SHOWN} 条{title},见表下清单。"] if len(messages) > SHOWN else [])


def slip_items_done(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """Every item of the open slip was saved again, or confirmed unchanged with a word why."""
    slip = _live(filing, data)
    rest = slip.items.filter(done_at__isnull=True).count() if slip else 0
    return [f"{slip} 还有 {rest} 项未改。请逐项修改;核对无误的,点“核对无误”并写明理由。"] if rest else []


def not_the_filler(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """The person who fills does not confirm: neither who handed it in nor anybody who typed a number of it."""
    if actor.account.pk == filing.filled_by_id:
        return ["填表人不能确认自己填的表,请由另一位负责人确认。"]
    typed = Cell.objects.filter(row__filing=filing, saved_by=actor.account).select_related("row").first()
    if typed is None:
        return []
    column = spec_of(filing.edition).column(typed.column).short_for(filing.period.half)
    return [f"本表有您填的数(如{typed.row.label}的{column}),不能再由您确认;请由没有填过本表的另一位负责人确认。"]


def nothing_typed(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """A nil return is for a unit with nothing to report: no numbers stand in the form."""
    typed = Cell.objects.filter(row__filing=filing, row__struck="").exclude(value=None).exclude(value=0).exists()
    return ["表里已经有数,不能作零报告。请先清空,或按数上报。"] if typed else []


def whole_form_open(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """零报告 speaks of the whole form: not while a slip unlocks some cells only."""
    slip = _live(filing, data)
    marked = slip is not None and slip.items.exists()
    return [f"{slip} 只开放所列各格,不能改作零报告。"] if marked else []


def no_live_slip(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """One slip at a time."""
    waiting = filing.slips.exclude(state__in=[Slip.State.CLOSED, Slip.State.REFUSED, Slip.State.DROPPED]).exists()
    return ["本表有未办结的退回单或更正申请,办结后再办。"] if waiting else []


def all_released(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """准强制: the province releases each one, or cannot receive."""
    return _few([one.finding.message for one in _judged(filing, data) if one.held], NOT_RELEASED)
