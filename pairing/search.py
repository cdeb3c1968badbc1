"""What pairing finds for the search box: schools by a name of today or before, pinyin, initials."""

from django.urls import reverse

from pairing.queries import schools
from portal import clock
from portal.actor import Actor
from portal.queries import regions
from portal.search import MOST, Hit


def find_schools(actor: Actor, words: str) -> list[Hit]:
    """Schools in the actor's scope."""
    found = schools.listing(actor.scope, schools.Wanted(text=words), clock.today())[:MOST]
    return [Hit(one.organisation.name, _place(one), reverse("school", args=[one.pk])) for one in found]


def _place(school) -> str:
    city = regions.city_of(school.organisation.region)
    return f"{school.get_grade_display()} · {city or '属地待分配'}"
