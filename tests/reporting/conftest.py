"""What the tests of reporting share: the third of December 2020, 佳木斯's people, the world of the notice."""

import pytest

from portal import clock
from tests.builders.world import the_world
from tests.reporting.filed import DECEMBER, Bureau


@pytest.fixture
def december():
    with clock.frozen(DECEMBER):
        yield


@pytest.fixture
def world():
    return the_world()


@pytest.fixture
def bureau():
    return Bureau("佳木斯")


@pytest.fixture
def row(form):
    """The first row of a module's form."""
    return form.now.rows.first()
