"""The words and tones of a filing's state, one place for every page."""

from portal.components import Badge
from reporting.models import Filing

State = Filing.State

TONES = {
    State.EMPTY: "quiet",
    State.FILLING: "quiet",
    State.CONFIRMING: "warn",
    State.SENT: "info",
    State.REVIEWING: "info",
    State.RETURNED: "bad",
    State.RECEIVED: "good",
    State.FINAL: "good",
}


def tone_of(filing: Filing) -> str:
    """The tone of its state; nothing is wrong with a filing that is being corrected at its city's wish."""
    return "warn" if filing.correcting else TONES[filing.state]


BACKFILL = "补录"


def marked(filing: Filing, words: str) -> str:
    """The words of a state; of a form let in after its period's lock with that before them: «补录 已接收»."""
    return f"{BACKFILL} {words}" if filing.backfilled else words


def state_badge(filing: Filing) -> Badge:
    """«✓已接收», with 零报告 said where it is one."""
    word = filing.get_state_display()
    if filing.nil:
        word = f"零报告 · {word}"
    return Badge(marked(filing, word), tone_of(filing))
