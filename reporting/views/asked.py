"""What a request of the province's pages asks for: period, form, basis; a word that is not one of ours is 404."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest

from portal.refusal import Refused
from reporting.models import Period
from reporting.queries import periods
from reporting.queries.standings import RECEIVED


def period_asked(request: HttpRequest) -> Period:
    """?period=2020Y, else the current one."""
    code = request.GET.get("period", "") or request.POST.get("period", "")
    return period_of(code) if code else _current()


def period_of(code: str) -> Period:
    """The period of a code in an address."""
    found = periods.by_code(code)
    if found is None:
        raise Http404(f"没有报送期 {code}。")
    return found


def _current() -> Period:
    found = periods.current()
    if found is None:
        raise Http404("还没有报送期。请由平台生成报送期后再看。")
    return found


def day_asked(title: str, text: str) -> date:
    """A date as it was typed; Refused in words of its field."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused([f"{title}“{text[:20]}”读不懂,请写成 2020-12-10 这样。"]) from None


def basis_asked(request: HttpRequest, offered: Sequence[str]) -> str:
    """?basis=received, else 已接收."""
    return one_of(request.GET.get("basis", ""), offered, RECEIVED)


def one_of(word: str, offered: Sequence[str], default: str) -> str:
    """One of the words offered; anything else that was typed into the address is 404."""
    if not word:
        return default
    if word not in offered:
        raise Http404(f"没有“{word[:20]}”这一项。")
    return word


def wants_workbook(request: HttpRequest) -> bool:
    """?format=xlsx: the table as a workbook."""
    return request.GET.get("format") == "xlsx"
