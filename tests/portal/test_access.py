"""Permissions by duty; a foreign object is 404, a missing right on one's own object is 403."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal import access, audit_chain
from portal.access import get_visible_or_404, may, require
from portal.actor import SYSTEM, Actor
from portal.models import AuditBlock, AuditEntry, Organisation, Role
from tests.builders.people import a_person
from tests.builders.places import a_city, the_province

pytestmark = pytest.mark.django_db
TEST = access.grant("test.do", Role.FILLER)


def test_a_permission_comes_from_the_duty_of_the_moment():
    filler, lead = a_person(Role.FILLER, a_city("佳木斯")), a_person(Role.LEAD, a_city("佳木斯"))
    assert may(filler, TEST) and not may(lead, TEST)
    assert not may(Actor(filler.account), TEST)


def test_a_stranger_may_nothing_and_is_not_the_portal():
    assert not may(Actor(), TEST) and not may(Actor(), access.SIGNED_IN)
    with pytest.raises(PermissionDenied):
        require(Actor(), TEST)
    require(SYSTEM, TEST)


def test_a_foreign_object_is_not_there():
    filler = a_person(Role.FILLER, a_city("佳木斯"))
    mine = get_visible_or_404(Organisation.objects.all(), filler, pk=a_city("佳木斯").pk)
    assert mine == a_city("佳木斯")
    for foreign in (a_city("伊春").pk, 10**9):
        with pytest.raises(Http404):
            get_visible_or_404(Organisation.objects.all(), filler, pk=foreign)


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("/accounts/", Role.SYSTEM_ADMIN),
        ("/accounts/new/", Role.SYSTEM_ADMIN),
        ("/duties/", Role.SECURITY_ADMIN),
        ("/duties/new/", Role.SECURITY_ADMIN),
        ("/locks/", Role.SECURITY_ADMIN),
        ("/audit/", Role.AUDITOR),
        ("/admin/", Role.DATA_ADMIN),
    ],
)
def test_administration_is_open_to_one_duty_each(client, address, role):
    assert client.get(address)["Location"].startswith("/signin/")
    for other in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DATA_ADMIN, Role.REVIEWER):
        client.force_login(a_person(other, the_province()).account)
        response = client.get(address, follow=True)
        assert response.status_code == (200 if other == role else 403), other
    assert "您的岗位" in response.content.decode() or "您现在的岗位" in response.content.decode()


def test_the_entries_at_the_left_are_those_of_the_duty(client):
    client.force_login(a_person(Role.AUDITOR, the_province()).account)
    page = client.get("/audit/").content.decode()
    assert 'href="/audit/"' in page and 'href="/accounts/"' not in page and 'href="/duties/"' not in page


def test_the_auditor_filters_opens_and_exports(client):
    auditor = a_person(Role.AUDITOR, the_province(), "shili-audit", "示例审计")
    client.force_login(auditor.account)
    page = client.get("/audit/?action=duty.appoint")
    assert "任命岗位" in page.content.decode() and "待封存" in page.content.decode()
    entry = client.get("/audit/").context["table"].rows[0].values[1].url
    page = client.get(entry).content.decode()
    assert "业务日期" in page and "待封存" in page
    audit_chain.seal()
    assert f"第 {AuditBlock.objects.order_by('-pk').first().pk} 块" in client.get(entry).content.decode()
    book = client.get("/audit/export/?action=duty.appoint")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert "导出表格" in client.get("/audit/?action=export").content.decode()
    assert "没有这样的记录" in client.get("/audit/?first=2030-01-01").content.decode()


def test_the_notice_and_the_help_are_open_to_every_duty(client):
    client.force_login(a_person(Role.FILLER, a_city("佳木斯")).account)
    notice = client.get("/policy/").content.decode()
    assert all(f'id="c{n}"' in notice for n in range(1, 17))
    assert "于每年6月10日和12月10日前报省人社厅职业能力建设处" in notice
    assert "<details open><summary><strong>填表人" in client.get("/help/").content.decode()


def test_the_admin_holds_reference_tables_only(client):
    keeper = a_person(Role.DATA_ADMIN, the_province())
    client.force_login(keeper.account)
    page = client.get("/admin/").content.decode()
    assert "/admin/portal/region/" in page
    for foreign in ("/admin/axes/", "/admin/auth/", "/admin/portal/account/", "/admin/portal/auditentry/"):
        assert foreign not in page
    assert client.get("/admin/axes/accessattempt/").status_code == 404
    assert client.get("/admin/password_change/")["Location"] == "/account/password/"
    assert client.post("/admin/logout/")["Location"] == "/signin/"
    assert AuditEntry.objects.order_by("-pk").first().action == "session.signout"
