"""What a start asks of the environment: everything that is wrong at once, in both languages."""

import pytest

from portal import clock, environment, keys

PRODUCTION = {
    "DJANGO_ENV": "production",
    "ALLOWED_HOSTS": "portal.test",
    "DATABASE_URL": "postgres://portal.test/portal",
}


@pytest.fixture
def production(tmp_path) -> dict[str, str]:
    keys.make_all(tmp_path)
    return PRODUCTION | {"KEYS_DIR": str(tmp_path)}


def test_what_production_needs_is_enough(production):
    assert environment.complaint(production) == ""
    assert environment.complaint(production | {"DATABASE_URL": "", "EMBEDDED_DATABASE": "1"}) == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"KEYS_DIR": ""}, "缺少 KEYS_DIR"),
        ({"ALLOWED_HOSTS": " , "}, "缺少 ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "缺少 DATABASE_URL"),
        ({"DATABASE_URL": "postgres://portal.test"}, "DATABASE_URL 无法解析"),
        ({"DATABASE_URL": "", "EMBEDDED_DATABASE": "0"}, "缺少 DATABASE_URL"),
        ({"DEMO_TODAY": "2020-12-03"}, "正式环境不能设 DEMO_TODAY"),
        ({"DJANGO_ENV": "prod"}, "DJANGO_ENV 应为 demo、test、production,不是 prod"),
    ],
)
def test_what_is_missing_is_named_in_both_languages(production, changed, told):
    found = environment.complaint(production | changed)
    assert told in found and " / cannot start: " in found and "\n" not in found


def test_everything_is_said_at_once():
    found = environment.complaint({"DJANGO_ENV": "production", "DEMO_TODAY": "2020-12-03"})
    assert all(name in found for name in ("DEMO_TODAY", "ALLOWED_HOSTS", "DATABASE_URL", "KEYS_DIR"))


@pytest.mark.parametrize("name", ["django.key", "cipher-1.key", "index.key"])
def test_a_key_that_is_not_there_is_named_with_its_folder(production, tmp_path, name):
    (tmp_path / name).unlink()
    keys.reread()
    found = environment.complaint(production)
    assert name in found and str(tmp_path) in found
    assert not (tmp_path / name).exists()


def test_the_demos_day_is_read_to_the_minute():
    assert environment.complaint({}) == environment.complaint({"DEMO_TODAY": "2020-06-10 23:58"}) == ""
    assert environment.demo_begins("2020-06-10 23:58") == clock.at(2020, 6, 10, 23, 58)
    assert environment.demo_begins("2020-12-09") == clock.at(2020, 12, 9)


@pytest.mark.parametrize("day", ["10 June", "2020-13-01", "2020/12/03", "2019-05-19"])
def test_a_day_that_is_none_is_named(day):
    assert "DEMO_TODAY" in environment.complaint({"DEMO_TODAY": day})
