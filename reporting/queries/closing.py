"""What forms hold of a school that closes: rows that were sent bind the day, rows still being filled are told of."""

from datetime import date, timedelta

from portal.closing import Mark
from portal.models import Organisation
from reporting.models import FilingRow, Period


def closing_marks(organisation: Organisation) -> list[Mark]:
    """Sent rows stand on the period's last counted day; and nothing is counted before the first period begins."""
    found = []
    sent = _rows(organisation).filter(struck="", filing__sent_version__isnull=False)
    for row in sent:
        last = row.filing.period.counts_to
        words = f"{row.filing.period}{row.filing.edition.mark}已上报(统计截止 {last})"
        found.append(Mark(last + timedelta(days=1), words))
    first = Period.objects.order_by("counts_from").first()
    if first is not None:
        found.append(Mark(first.counts_from, f"报送统计自 {first.counts_from} 起"))
    return found


def closing_effects(organisation: Organisation, on: date) -> list[str]:
    """Which forms keep its row though it will be closed by their last counted day, and that later ones drop it."""
    open_rows = _rows(organisation).filter(struck="", filing__period__counts_to__gte=on)
    forms = "、".join(f"{row.filing.period}{row.filing.edition.mark}" for row in open_rows)
    found = [f"统计截止日在 {on} 及以后的报表不再列入这所院校。"]
    if forms:
        found.append(f"已经建好的报表仍有它的一行,请填表人核对,不填的写明理由划去:{forms}。")
    return found


def _rows(organisation: Organisation):
    return (
        FilingRow.objects.filter(school=organisation.pk)
        .select_related("filing__period", "filing__edition")
        .order_by("filing__period", "pk")
    )
