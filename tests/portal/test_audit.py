"""The audit log: what it keeps, what it refuses, and how tampering shows."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal import audit, audit_chain
from portal.actor import SYSTEM
from portal.models import AuditBlock, AuditEntry, AuditSeal, Role
from portal.queries import audit_log
from portal.refusal import Refused
from tests.builders.people import a_person
from tests.builders.places import a_city

TEST = audit.declare("test.action", "测试操作")
ROOT = Path(__file__).resolve().parents[2]
TABLES = ["portal_auditentry", "portal_auditseal", "portal_auditblock", "portal_transition"]

pytestmark = pytest.mark.django_db


def tamper(sql: str, *values) -> None:
    """What only somebody with the database in hands can do: the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def write(count: int) -> list[AuditEntry]:
    return [audit.record(TEST, SYSTEM, detail={"n": n}) for n in range(count)]


def test_an_entry_says_who_in_which_duty_from_where_about_what():
    actor = a_person(Role.FILLER, a_city("佳木斯"), name="示例王某")
    entry = audit.record(TEST, actor, actor.organisation, {"old": 1, "new": 2})
    entry.refresh_from_db()
    assert (entry.actor_name, entry.duty) == ("示例王某", "佳木斯市人力资源社会保障局 填表人")
    assert (entry.address, entry.target_name) == ("127.0.0.1", "佳木斯市人力资源社会保障局")
    assert entry.detail == {"old": 1, "new": 2}
    assert entry.real_at and entry.business_at


def test_an_undeclared_action_is_a_mistake():
    with pytest.raises(ValueError, match="not declared"):
        audit.record("test.unknown", SYSTEM)


def test_an_action_has_one_title():
    with pytest.raises(ValueError, match="already means"):
        audit.declare("test.action", "别的意思")


@pytest.mark.parametrize("text", ["联系13845678901", "身份证230822199001010017", "23082219900101001X"])
def test_a_personal_number_never_gets_in(text):
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match="身份证号或手机号"):
        audit.record(TEST, SYSTEM, detail={"reason": text})
    assert AuditEntry.objects.count() == before


def test_many_changes_of_one_object_are_one_statement(django_assert_num_queries):
    city = a_city("佳木斯")
    with django_assert_num_queries(1):
        audit.record_many(TEST, SYSTEM, city, [{"cell": n} for n in range(50)])
    assert [entry.detail["cell"] for entry in audit_log.history(city)[:2]] == [49, 48]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_or_erase(table, sql):
    audit.record(TEST, SYSTEM)
    audit_chain.seal()
    if table == "portal_transition" and "TRUNCATE" not in sql:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO portal_transition"
                " (machine, object_id, name, source, target, duty, at, real_at, reason, detail)"
                " VALUES ('m', 1, 'n', 'a', 'b', '', now(), now(), '', '{}')"
            )
    key = "entry_id" if table == "portal_auditseal" else "id"
    statement = sql.format(table).replace("id = id", f"{key} = {key}")
    connection.check_constraints()  # nothing pending, or TRUNCATE is refused for that
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_action_whose_entry_fails_is_rolled_back():
    city = a_city("佳木斯")
    old = city.name
    with pytest.raises(Refused), transaction.atomic():
        city.name = "改过的名字"
        city.save()
        audit.record(TEST, SYSTEM, city, {"reason": "13845678901"})
    city.refresh_from_db()
    assert city.name == old


def test_sealing_takes_each_entry_once():
    audit_chain.seal()
    sealed = AuditSeal.objects.count()
    write(3)
    assert audit_chain.seal() == 3
    assert audit_chain.seal() == 0
    assert AuditSeal.objects.count() == sealed + 3
    assert audit_chain.verify().broken is None


def test_blocks_are_chained_and_bounded(monkeypatch):
    audit_chain.seal()
    monkeypatch.setattr(audit_chain, "BLOCK_SIZE", 2)
    write(5)
    assert audit_chain.seal() == 5
    blocks = list(AuditBlock.objects.order_by("-pk")[:3])
    assert [block.entries for block in blocks] == [1, 2, 2]
    assert blocks[0].previous == blocks[1] and blocks[1].previous == blocks[2]
    assert audit_chain.verify().broken is None


def test_verify_prints_the_head_and_what_waits():
    write(1)
    audit_chain.seal()
    write(2)
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "审计链完好" in out.getvalue() and "待封存 2 条" in out.getvalue()
    assert AuditBlock.objects.order_by("-pk").first().digest in out.getvalue()


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("""UPDATE portal_auditentry SET detail = '{"n": 7}' WHERE id = %s""", "不一致"),
        ("DELETE FROM portal_auditseal WHERE entry_id = %s", "应有 3 条,现有 2 条"),
    ],
)
def test_tampering_names_the_first_broken_block(sql, reason):
    audit_chain.seal()
    entries = write(3)
    audit_chain.seal()
    broken = AuditBlock.objects.order_by("-pk").first().pk
    write(1)
    audit_chain.seal()
    tamper(sql, entries[1].pk)
    found = audit_chain.verify()
    assert found.broken == broken and reason in found.reason
    with pytest.raises(CommandError, match=f"第 {broken} 块不成立"):
        call_command("verify_audit")


def test_a_block_taken_out_of_the_middle_shows():
    audit_chain.seal()
    for _ in range(3):
        write(1)
        audit_chain.seal()
    last, middle, first = AuditBlock.objects.order_by("-pk")[:3]
    tamper("DELETE FROM portal_auditseal WHERE block_id = %s", middle.pk)
    tamper("DELETE FROM portal_auditblock WHERE id = %s", middle.pk)
    tamper("UPDATE portal_auditblock SET previous_id = %s WHERE id = %s", first.pk, last.pk)
    assert audit_chain.verify().broken == last.pk


def test_every_recorded_action_is_declared():
    """Reads the code: a misspelt action would only show when somebody does the thing."""
    calls = re.compile(r"""audit\.record(?:_many)?\(\s*"([a-z_]+(?:\.[a-z_]+)?)\"""")
    used = {
        code
        for app in ("portal", "pairing", "reporting")
        for file in (ROOT / app).rglob("*.py")
        for code in calls.findall(file.read_text(encoding="utf-8"))
    }
    assert used <= set(audit.titles())
