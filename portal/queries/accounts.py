"""Questions about accounts and duties."""

from datetime import date, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Prefetch, Q, Sum
from django.db.models.functions import Lower

from portal import clock
from portal.models import Account, Duty, Organisation, Role

ORDER = {role: place for place, role in enumerate(Role.values)}


def duties_of(account: Account, day: date) -> list[Duty]:
    """The duties a person holds on ``day``: one's own before those of a 代理, in the order of the roles."""
    held = Duty.objects.on(day).filter(account=account).select_related("organisation__region")
    return sorted(held, key=lambda duty: (duty.deputy_for_id is not None, ORDER[duty.role], duty.pk))


def holders(organisation: Organisation, roles: list[str], day: date) -> list[Duty]:
    """Who holds one of ``roles`` for an organisation on ``day``."""
    held = Duty.objects.on(day).filter(organisation=organisation, role__in=roles)
    return list(held.select_related("account", "organisation").order_by("pk"))


def accounts(day: date, words: str = "", state: str = ""):
    """All accounts by user name with today's duties; ``words`` searches account, name and organisation."""
    found = Account.objects.all()
    if words:
        found = found.filter(
            Q(username__contains=words.lower())
            | Q(name__contains=words)
            | Q(pk__in=Duty.objects.on(day).filter(organisation__name__contains=words).values("account"))
        )
    if state:
        found = found.filter(_in_state(state, day))
    held = Duty.objects.on(day).select_related("organisation")
    return found.prefetch_related(Prefetch("duties", queryset=held, to_attr="held"))


def _in_state(state: str, day: date) -> Q:
    ended = Q(expires_on__lte=day)
    conditions = {
        "active": Q(is_active=True) & ~ended,
        "stopped": Q(is_active=False),
        "expired": Q(is_active=True) & ended,
    }
    return conditions.get(state, Q())


def account(pk: int) -> Account | None:
    """One account, or None."""
    return Account.objects.filter(pk=pk).first()


def by_username(username: str) -> Account | None:
    """The account of a user name, whatever its case, or None."""
    return Account.objects.filter(username=username.strip().lower()).first()


def history_of(account: Account):
    """All duties a person ever held, latest first."""
    held = Duty.objects.filter(account=account).select_related("organisation", "deputy_for__account")
    return held.order_by("-valid_from", "-pk")


def duties(day: date, words: str = "", role: str = "", past: bool = False):
    """Duties with person and organisation; ``past`` shows those that have ended too."""
    found = Duty.objects.all() if past else Duty.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    if words:
        found = found.filter(
            Q(account__username__contains=words.lower())
            | Q(account__name__contains=words)
            | Q(organisation__name__contains=words)
        )
    if role:
        found = found.filter(role=role)
    return found.select_related("account", "organisation", "deputy_for__account").order_by("organisation", "role", "pk")


def duty(pk: int) -> Duty | None:
    """One duty, or None."""
    return Duty.objects.filter(pk=pk).select_related("account", "organisation").first()


def deputy_in(duty: Duty, first: date, last: date) -> Duty | None:
    """The 代理 of a duty that shares a day with ``first`` to ``last`` (included), or None."""
    held = Duty.objects.filter(deputy_for=duty, valid_from__lte=last, valid_to__gt=first)
    return held.select_related("account").order_by("valid_from").first()


def roles_held(account: Account, day: date) -> set[str]:
    """The roles of the duties a person holds on ``day`` or will hold later."""
    held = Duty.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), account=account)
    return set(held.values_list("role", flat=True))


def locked() -> dict[str, dict]:
    """User names that are locked for wrong passwords: tries, and until when (real time)."""
    since = clock.real() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(attempt_time__gte=since).annotate(name=Lower("username"))
    found: dict[str, dict] = {}
    rows = tries.values("name", "ip_address").annotate(failures=Sum("failures_since_start")).order_by("name")
    for row in rows.filter(failures__gte=settings.AXES_FAILURE_LIMIT):
        one = found.setdefault(row["name"] or "", {"failures": 0, "addresses": []})
        one["failures"] += row["failures"]
        one["addresses"].append(row["ip_address"])
    for name, one in found.items():
        one["until"] = locked_until(name)
    return found


def failures_from(address: str | None) -> int:
    """Wrong passwords from one address, whatever the accounts, within the time a lock lasts."""
    since = clock.real() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    return tries.aggregate(total=Sum("failures_since_start"))["total"] or 0


def locked_until(username: str):
    """When the newest lock of a user name ends (real time); None where it has none."""
    newest = AccessAttempt.objects.filter(username__iexact=username).order_by("-attempt_time").first()
    return newest and newest.attempt_time.astimezone(clock.SHANGHAI) + timedelta(hours=settings.AXES_COOLOFF_TIME)


def samples(day: date) -> list[Duty]:
    """The duties of the demo's own accounts, for the sign-in page and ``demo_accounts``."""
    held = Duty.objects.on(day).filter(account__sample=True)
    found = held.select_related("account", "organisation__region")
    return sorted(found, key=lambda duty: (ORDER[duty.role], duty.organisation.region_id or "", duty.account_id))
