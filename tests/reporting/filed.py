"""Filings as they come to be: typed, confirmed, sent, received, each step through the services that people use."""

from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from portal import clock
from portal.actor import Actor
from portal.models import Role
from portal.refusal import Refused
from reporting.formspec.loader import definition_digest, load_forms, spec_to_json
from reporting.models import Cell, Filing, FormEdition, Period
from reporting.queries.forms import spec_of
from reporting.services import opening, periods
from reporting.services.filling import Edit
from reporting.workflows import FILING, type_cells
from tests.builders.places import a_city, an_account, the_province
from tests.words import words

CITIES = "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭".split()
JUNE, DECEMBER = clock.at(2020, 6, 3, 9), clock.at(2020, 12, 3, 9)
NOW = clock.at(2020, 12, 5, 9)


def the_forms() -> None:
    """The two forms of the notice, unless the policy data brought them."""
    for code, spec in load_forms(settings.FIXTURES_DIR / "forms").items():
        definition = spec_to_json(spec)
        values = {"title": spec.title, "mark": spec.mark, "axis": spec.axis, "definition": definition}
        values |= {"digest": definition_digest(definition), "loaded_at": clock.now()}
        FormEdition.objects.get_or_create(code=code, number=spec.edition, defaults=values)


def a_period(code: str) -> Period:
    """The period with its filings made."""
    if not Period.objects.filter(code=code).exists():
        with clock.frozen(DECEMBER):
            periods.generate(Actor(system=True))
    period = Period.objects.get(code=code)
    opening.open_filings(period)
    return period


def _fitting(form: str, column: str, number: int) -> int:
    """The same number everywhere, but where a 强制 check forbids that: 就业 + 创业 ≤ 培训."""
    return 0 if (form, column) == ("attachment3", "c16") else number


def in_time(period: Period) -> datetime:
    """A moment inside the period's time for filling."""
    return period.opens_at.replace(day=25, hour=10)


class Bureau:
    """A city with its two people, and the province's reviewer."""

    def __init__(self, city: str):
        self.unit = a_city(city)
        self.filler = an_account(Role.FILLER, self.unit)
        self.lead = an_account(Role.LEAD, self.unit)

    def filing(self, form: str, period: Period) -> Filing:
        """The unit's filing."""
        return Filing.objects.select_related("edition", "period", "unit").get(form=form, unit=self.unit, period=period)

    def fill(self, filing: Filing, number: int = 10, but: int = 0) -> Filing:
        """Type ``number`` into every number cell, leaving the last ``but`` cells blank."""
        spec = spec_of(filing.edition)
        places = [(row.pk, column) for row in filing.rows.all() for column in spec.number_columns]
        versions = {(c.row_id, c.column): c.version for c in Cell.objects.filter(row__filing=filing)}
        edits = [
            Edit(row, column.key, str(_fitting(filing.form, column.key, number)), versions.get((row, column.key), 0))
            for row, column in places[: len(places) - but]
        ]
        type_cells(filing, edits, self.filler)
        return self.again(filing)

    def again(self, filing: Filing) -> Filing:
        """The filing as it is now."""
        return Filing.objects.select_related("edition", "period", "unit").get(pk=filing.pk)

    def nil(self, filing: Filing) -> Filing:
        """Declare a nil return."""
        return FILING.perform(filing, "declare_nil", self.filler, reason="示例:本期没有应报的院校")

    def send(self, filing: Filing) -> Filing:
        """To the lead and from there to the province."""
        FILING.perform(filing, "submit", self.filler)
        return FILING.perform(self.again(filing), "confirm", self.lead)


def receive(filing: Filing, reviewer: Actor) -> Filing:
    """The province takes it."""
    FILING.perform(filing, "review", reviewer)
    return FILING.perform(filing, "receive", reviewer)


def a_reviewer() -> Actor:
    """A person of the province who reviews."""
    return an_account(Role.REVIEWER, the_province())


def a_finaliser() -> Actor:
    """A person of the province who issues."""
    return an_account(Role.FINALISER, the_province())


def received(
    cities: list[str], form: str, period: Period, number: int = 10, reviewer: Actor | None = None
) -> list[Filing]:
    """Filings of these cities, filled (nil where there is no row), sent and received, in the period's time."""
    taken_by = reviewer or a_reviewer()
    found = []
    with clock.frozen(in_time(period)):
        for city in cities:
            bureau = Bureau(city)
            filing = bureau.filing(form, period)
            filing = bureau.fill(filing, number) if filing.rows.exists() else bureau.nil(filing)
            found.append(receive(bureau.send(filing), taken_by))
    return found


def page(client: Client, actor: Actor, url: str) -> str:
    """What somebody reads on a page on the fifth of December 2020."""
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(NOW):
        answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(actor.account)
    return client


def refusal(act) -> list[str]:
    """What an act is refused with; nothing of it stays."""
    with pytest.raises(Refused) as found, transaction.atomic():
        act()
    return found.value.messages
