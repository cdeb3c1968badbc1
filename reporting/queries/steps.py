"""What happened to filings: their own steps and those of their slips, as one story."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import RowNumber

from portal.models import Transition
from portal.scope import Scope
from reporting.models import Filing, Slip
from reporting.queries.filings import joined

# Granting a correction opens the filing again: one act, of which the slip's step is the one told.
_UNTOLD = Q(machine="filing", name="reopen")


def _told(filings: QuerySet[Filing] | None) -> QuerySet[Transition]:
    """The steps of these filings (None: of all), each with ``filing`` and, where it is a slip's, ``slip_kind``."""
    own, theirs = Q(machine="filing"), Q(machine="slip")
    if filings is not None:
        own &= Q(object_id__in=filings.values("pk"))
        theirs &= Q(object_id__in=Slip.objects.filter(filing__in=filings.values("pk")).values("pk"))
    slip = Slip.objects.filter(pk=OuterRef("object_id"))
    about = Case(
        When(machine="filing", then=F("object_id")),
        default=Subquery(slip.values("filing")),
        output_field=BigIntegerField(),
    )
    kind = Case(When(machine="slip", then=Subquery(slip.values("kind"))))
    found = Transition.objects.filter(own | theirs).exclude(_UNTOLD).annotate(filing=about, slip_kind=kind)
    return found.select_related("actor").order_by("-at", "-pk")


def steps_of(filing: Filing) -> list[Transition]:
    """Every step of the filing and of its slips, newest first."""
    return list(_told(Filing.objects.filter(pk=filing.pk)))


@dataclass(frozen=True)
class Happened:
    """The last step of a filing, or of a slip of it, and how many came before."""

    step: Transition
    filing: Filing
    before: int


def recent(scope: Scope, most: int = 8) -> list[Happened]:
    """The filings in scope that something happened to last, newest first, in two queries."""
    filings = Filing.objects.visible_to(scope)
    told = _told(None if scope.whole else filings)
    one_story = {"partition_by": F("filing")}
    ranked = told.annotate(
        place=Window(RowNumber(), order_by=[F("at").desc(), F("pk").desc()], **one_story),
        told=Window(Count("pk"), **one_story),
    )
    steps = list(ranked.filter(place=1)[:most])
    found = joined().in_bulk([one.filing for one in steps])
    return [Happened(one, found[one.filing], one.told - 1) for one in steps]
