"""Two clocks: business time, which the demo shifts and never turns back, and real time, which nothing shifts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import clock
from portal.models import DemoClock
from portal.services import demo_clock

pytestmark = pytest.mark.django_db
NEAR = timedelta(seconds=30)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    yield settings
    clock.shift(timedelta(0))


def test_business_time_is_shanghai_time():
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.at(2020, 6, 10, 23, 59).isoformat() == "2020-06-10T23:59:00+08:00"


def test_a_frozen_moment_stands_and_real_time_runs_on():
    moment = clock.at(2020, 6, 10, 23, 59)
    with clock.frozen(moment):
        assert clock.now() == moment and clock.today() == moment.date()
        assert clock.real() > clock.at(2024, 1, 1)
    assert clock.now() > clock.at(2024, 1, 1)


def test_the_day_turns_at_midnight_in_shanghai():
    with clock.frozen(clock.at(2020, 6, 10, 23, 59) + timedelta(minutes=1)):
        assert clock.today() == clock.at(2020, 6, 11).date()


def test_the_first_start_sets_the_policys_december(demo):
    demo.DEMO_TODAY = ""
    assert demo_clock.start() - clock.at(2020, 12, 3, 9) < NEAR
    assert clock.now().year == 2020 and clock.real().year > 2020


def test_a_second_start_runs_on(demo):
    demo.DEMO_TODAY = ""
    demo_clock.start()
    offset = DemoClock.objects.get().offset
    clock.shift(timedelta(0))
    demo_clock.start()
    assert DemoClock.objects.get().offset == offset
    clock.shift(timedelta(0))
    demo_clock.load()
    assert clock.now().year == 2020


def test_a_later_day_moves_forward_and_an_earlier_one_never_back(demo):
    demo.DEMO_TODAY = "2020-06-09"
    demo_clock.start()
    demo.DEMO_TODAY = "2020-06-10 23:58"
    now = demo_clock.start()
    assert now - clock.at(2020, 6, 10, 23, 58) < NEAR and demo_clock.left_aside(now) == ""
    demo.DEMO_TODAY = "2019-05-20"
    now = demo_clock.start()
    assert now >= clock.at(2020, 6, 10, 23, 58)
    assert "不能退回 2019-05-20;要从那天开始请先 make demo-reset" in demo_clock.left_aside(now)


def test_outside_the_demo_the_clock_is_not_shifted():
    for act in (demo_clock.start, demo_clock.load):
        with pytest.raises(ImproperlyConfigured, match="demo mode only"):
            act()


def test_the_demo_day_stands_in_the_top_bar_in_demo_mode_only(client, demo):
    demo.DEMO_TODAY = ""
    demo_clock.start()
    assert "演示日期 2020年12月3日" in client.get("/signin/").content.decode()
    demo.DEMO = False
    assert "演示日期" not in client.get("/signin/").content.decode()
