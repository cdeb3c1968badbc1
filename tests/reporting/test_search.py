"""The search box: what a duty finds lies in its scope, and a person's number never stays in an address."""

import re
from html import unescape

import pytest

from portal import clock
from portal.models import Role
from tests.builders.places import a_city, a_county, a_school, an_account, the_province, the_school
from tests.reporting import filed

pytestmark = pytest.mark.django_db
NOW = clock.at(2019, 12, 5, 9)


@pytest.fixture
def year():
    filed.the_forms()
    return filed.a_period("2019Y")


def found(client, actor, words: str) -> list[str]:
    """The names of the hits; every one opens."""
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(NOW):
        page = client.get("/search/", {"q": words}).content.decode()
        hits = re.findall(r'<th scope="row"[^>]*><a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', page)
        assert all(client.get(unescape(url)).status_code == 200 for url, _ in hits), hits
    return [re.sub(r"<[^>]+>", "", name).strip() for _url, name in hits]


def test_the_province_finds_schools_filings_and_rows_by_name_pinyin_and_initials(client, year):
    reviewer = filed.a_reviewer()
    assert found(client, reviewer, "jmsj") == ["佳木斯技师学院"]
    assert found(client, reviewer, "鹤岗") == ["鹤岗市 附件2", "鹤岗市 附件3"]
    assert found(client, reviewer, "绥滨") == ["绥滨县"]
    assert found(client, reviewer, "佳木斯技师") == ["佳木斯技师学院", "佳木斯技师学院"]
    assert found(client, reviewer, "没有这样的") == []


def test_everybody_finds_only_their_own(client, year):
    a_school("示例甲技工学校", "鹤岗")
    a_school("示例乙技工学校", "伊春")
    city = an_account(Role.FILLER, a_city("鹤岗"))
    assert found(client, city, "示例") == ["示例甲技工学校"]
    assert found(client, city, "县") == ["萝北县", "绥滨县"] and found(client, city, "佳木斯") == []
    school = an_account(Role.SCHOOL, the_school(8).organisation)
    assert found(client, school, "技师学院") == ["伊春技师学院", "伊春技师学院"]
    county = an_account(Role.COUNTY, a_county("绥滨县"))
    assert found(client, county, "县") == ["绥滨县"]


def test_blank_and_unknown_words_say_what_to_do(client, year):
    found(client, filed.a_reviewer(), "")
    assert "请写要找的名称" in client.get("/search/").content.decode()
    page = client.get("/search/?q=<b>nichts").content.decode()
    assert "没有找到" in page and "<b>nichts" not in page


def test_a_persons_number_is_not_searched_and_leaves_the_address(client, year):
    found(client, filed.a_reviewer(), "")
    response = client.get("/search/?q=13845678901", follow=True)
    assert response.redirect_chain == [("/search/", 302)]
    assert "请不要写身份证号或手机号" in response.content.decode()


def test_the_box_is_there_for_those_who_have_a_scope(client, year):
    client.force_login(filed.a_reviewer().account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/help/").content.decode()
    assert 'action="/search/"' in page and "data-slash" in page
    auditor = an_account(Role.AUDITOR, the_province())
    client.force_login(auditor.account, backend="django.contrib.auth.backends.ModelBackend")
    assert 'action="/search/"' not in client.get("/help/").content.decode()
    assert client.get("/search/").status_code == 403
