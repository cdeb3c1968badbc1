"""Two people at the same moment, each on a connection of their own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from pairing.models import Partnership, School
from pairing.services import partnerships, schools
from portal import clock
from portal.actor import SYSTEM
from portal.models import Organisation
from portal.refusal import Refused
from tests.builders.places import a_region, the_school

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions) -> list[str]:
    """Run the actions in threads that start together; what each came to: done, or the refusal."""
    gate, outcomes = Barrier(len(actions)), []

    def run(action):
        gate.wait()
        try:
            action()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_one_name_is_registered_once_even_as_two_kinds_in_two_cities():
    cities = [a_region("佳木斯"), a_region("伊春")]
    grades = [School.Grade.SKILLED, School.Grade.TRAINING]
    new = [schools.NewSchool("示例甲技工学校", grade, city) for grade, city in zip(grades, cities, strict=True)]
    outcomes = at_once(*[lambda one=one: schools.add(one, SYSTEM) for one in new])
    assert outcomes.count("done") == 1 and any("已经登记" in outcome for outcome in outcomes)
    assert Organisation.objects.filter(name="示例甲技工学校").count() == 1


def test_one_pairing_is_made_once():
    school, county, day = the_school(6), a_region("桦南县"), clock.at(2019, 6, 1).date()
    outcomes = at_once(*[lambda: partnerships.pair(school, county, "city", day, SYSTEM)] * 2)
    assert outcomes.count("done") == 1 and any("不必重复" in outcome for outcome in outcomes)
    assert Partnership.objects.filter(school=school, county=county).count() == 1
