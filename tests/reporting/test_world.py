"""The small named world: who sees which filing and which row of it, by name, across the borders of cities."""

import pytest

from portal import clock
from portal.actor import Actor
from reporting.models import Cell, Filing, FilingRow
from tests.builders.filings import a_filing, the_period
from tests.builders.world import World, the_world

pytestmark = pytest.mark.django_db
CODE = "2020Y"


@pytest.fixture
def world() -> World:
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        found = the_world()
        the_period(CODE)
        for city in ("哈尔滨", "绥化", "伊春", "鹤岗"):
            a_filing(city, "attachment3", CODE).filled()
        a_filing("伊春", "attachment2", CODE).filled()
        a_filing("哈尔滨", "attachment2", CODE).filled()
        yield found


def cities(actor: Actor) -> set[str]:
    found = Filing.objects.visible_to(actor.scope).select_related("unit__region")
    return {filing.unit.region.name for filing in found}


def rows(actor: Actor, form: str) -> set[str]:
    return set(FilingRow.objects.visible_to(actor.scope).filter(filing__form=form).values_list("label", flat=True))


def test_each_bureau_sees_its_own_filings_and_the_province_all(world):
    assert cities(world.clerk) == cities(world.lead) == {"佳木斯市"}
    assert cities(world.haerbin) == {"哈尔滨市"} and cities(world.suihua) == {"绥化市"}
    assert cities(world.yichun) == {"伊春市"} and cities(world.hegang) == {"鹤岗市"}
    assert len(cities(world.reviewer)) == len(cities(world.finaliser)) == 13


def test_a_school_and_a_county_see_their_own_rows_and_no_whole_filing(world):
    for actor in (world.yichun_school, world.haerbin_school, world.suibin):
        assert cities(actor) == set()
    assert rows(world.yichun_school, "attachment2") == {"伊春技师学院"}
    assert rows(world.haerbin_school, "attachment2") == {"哈尔滨劳动技师学院"}
    assert rows(world.suibin, "attachment3") == {"绥滨县"}
    assert rows(world.yichun_school, "attachment3") == rows(world.suibin, "attachment2") == set()


def test_counties_are_in_their_own_city_s_form_wherever_their_school_is(world):
    assert "绥滨县" in rows(world.hegang, "attachment3") and "绥滨县" not in rows(world.yichun, "attachment3")
    assert "兰西县" in rows(world.suihua, "attachment3") and "兰西县" not in rows(world.haerbin, "attachment3")
    assert rows(world.suihua, "attachment3") == rows(world.lanxi_city, "attachment3")


def test_cells_are_seen_as_their_rows_are(world):
    def seen(actor: Actor) -> set[str]:
        return set(Cell.objects.visible_to(actor.scope).values_list("row__label", flat=True))

    assert seen(world.suibin) == {"绥滨县"} and seen(world.yichun_school) == {"伊春技师学院"}
    assert seen(world.hegang) == rows(world.hegang, "attachment3")
    assert seen(world.clerk) == set()


def test_those_who_keep_the_system_see_no_figures(world):
    assert cities(world.auditor) == set() and rows(world.auditor, "attachment2") == set()
