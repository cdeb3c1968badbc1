"""What a totals page says where it has no figure: why, where there are some, and for whom there will never be any."""

from portal import access
from portal.actor import Actor
from portal.components import Empty
from reporting.permissions import VIEW
from reporting.queries.standings import BASES, ISSUED
from reporting.queries.totals import Totals

NOTHING_COUNTED = Empty("按这个口径还没有数", "市(地)上报、省厅接收后这里就有数;可改看“含已上报”或“全部已填”。")
# A school or county reads what was received or issued of its own row, and has rows in one of the forms only.
NOTHING_OWN = Empty("本单位还没有已接收的数", "本单位的行随市(地)的表上报、由省厅接收后,这里就有数。")
OWN_AXIS = {"school": "schools", "county": "counties"}
NEVER = {
    "schools": "本表按院校填报,没有县(市、区)的行,本县(市、区)的数不会在这里;请看按县填报的表。",
    "counties": "本表按县(市、区)填报,没有院校的行,本校的数不会在这里;请看按院校填报的表。",
}


def empty_table(found: Totals, actor: Actor) -> Empty:
    """What stands where there is no row: for a school or county whether there will ever be one."""
    if access.may(actor, VIEW):
        return NOTHING_COUNTED
    return Empty("本表没有本单位的行", NEVER[found.spec.axis]) if _never(found, actor) else NOTHING_OWN


def _never(found: Totals, actor: Actor) -> bool:
    """Whether the form's rows are of the other kind than the one who reads."""
    own = OWN_AXIS.get(actor.scope.level)
    return own is not None and found.spec.axis in NEVER and found.spec.axis != own


def nothing_counted(found: Totals, actor: Actor) -> str:
    """Why a basis has no figures at all, and where there are some; "" where it has."""
    if found.counted:
        return ""
    if _never(found, actor):
        return NEVER[found.spec.axis]
    if found.basis == ISSUED:
        return f"{found.spec.mark} {found.period}还没有定稿,这个口径没有数。省厅定稿后这里显示定稿数,现在请看“已接收”。"
    return f"{found.spec.mark} {found.period}按“{BASES[found.basis]}”还没有数。{empty_table(found, actor).hint}"
