"""Moments in words, and the policy's due days by the rule."""

from datetime import date, timedelta

import pytest

from portal import calendar, clock

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("year", "half", "counts", "opens", "due", "locks"),
    [
        (2019, "H1", (date(2019, 1, 1), date(2019, 5, 31)), (2019, 5, 20), (2019, 6, 11), (2019, 6, 21)),
        (2019, "Y", (date(2019, 1, 1), date(2019, 11, 30)), (2019, 11, 20), (2019, 12, 11), (2019, 12, 21)),
        (2020, "H1", (date(2019, 12, 1), date(2020, 5, 31)), (2020, 5, 20), (2020, 6, 11), (2020, 6, 21)),
        (2020, "Y", (date(2019, 12, 1), date(2020, 11, 30)), (2020, 11, 20), (2020, 12, 11), (2020, 12, 21)),
    ],
)
def test_the_rule_gives_windows_and_moments(year, half, counts, opens, due, locks):
    span = calendar.rule(year, half)
    assert (span.counts_from, span.counts_to) == counts
    assert (span.opens_at, span.due_at, span.locks_at) == (clock.at(*opens), clock.at(*due), clock.at(*locks))


@pytest.mark.parametrize("year", range(2020, 2031))
def test_windows_touch_so_that_nothing_falls_between(year):
    assert calendar.rule(year, "H1").counts_from == calendar.rule(year - 1, "Y").counts_to + timedelta(days=1)
    assert calendar.rule(year, "Y").counts_from == calendar.rule(year, "H1").counts_from


@pytest.mark.parametrize(("year", "half", "weekday"), [(2023, "H1", 5), (2023, "Y", 6), (2022, "Y", 5)])
def test_a_weekend_does_not_move_the_due_day(year, half, weekday):
    due = calendar.rule(year, half).due_at
    assert (due - MINUTE).weekday() == weekday
    assert calendar.closing_day(due) in ("6月10日", "12月10日")


def test_closing_moments_in_words():
    assert calendar.deadline(clock.at(2020, 6, 11)) == "6月10日24时"
    assert calendar.deadline(clock.at(2021, 1, 1), with_year=True) == "2020年12月31日24时"
    assert calendar.deadline(clock.at(2020, 6, 10, 17)) == "6月10日17时"
    assert calendar.deadline(clock.at(2020, 6, 10, 17, 30)) == "6月10日17时30分"
    assert calendar.closing_day(clock.at(2020, 6, 21)) == "6月20日"


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (clock.at(2020, 6, 10, 23, 59), 0),
        (clock.at(2020, 6, 11), 1),
        (clock.at(2020, 6, 11, 23, 59), 1),
        (clock.at(2020, 6, 12), 2),
    ],
)
def test_the_minute_24_00_is_the_first_late_one(moment, late):
    assert calendar.days_late(clock.at(2020, 6, 11), moment) == late


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (clock.at(2020, 12, 3, 9), "还有 7 天"),
        (clock.at(2020, 12, 10), "还有 1 天"),
        (clock.at(2020, 12, 10, 0, 1), "还有 23 小时"),
        (clock.at(2020, 12, 10, 23, 1), "还有 59 分钟"),
        (clock.at(2020, 12, 10, 23, 59), "还有 1 分钟"),
        (clock.at(2020, 12, 11) - timedelta(seconds=1), "还有不到 1 分钟"),
        (clock.at(2020, 12, 11), "已过 1 天"),
    ],
)
def test_what_is_left_in_words(now, words):
    assert calendar.left(clock.at(2020, 12, 11), now) == words


def test_moments_are_read_in_shanghai_whatever_their_zone():
    utc = clock.at(2020, 6, 11).astimezone(tz=None)
    assert calendar.deadline(utc) == "6月10日24时"
    assert calendar.long_day(clock.at(2020, 12, 3)) == "2020年12月3日 星期四"


def test_the_year_is_said_when_it_is_not_this_one():
    with clock.frozen(clock.at(2020, 12, 3)):
        assert calendar.stamp(clock.at(2020, 6, 8, 16, 20)) == "6月8日 16:20"
        assert calendar.stamp(clock.at(2019, 6, 8, 16, 20)) == "2019年6月8日 16:20"
