"""Sealing beside writers: nobody waits, a late commit goes into a later block, two sealers never fork the chain."""

from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection

from portal import audit, audit_chain
from portal.actor import SYSTEM
from portal.models import AuditBlock, AuditEntry, AuditSeal

TEST = audit.declare("test.sealing", "封存测试")
INSERT = (
    "INSERT INTO portal_auditentry"
    " (business_at, real_at, action, outcome, actor_name, duty, target_type, target_name, detail)"
    " VALUES (now(), now(), 'test.sealing', 'done', '', '', '', '', '{}') RETURNING id"
)

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def another_clerk():
    """A second connection with a transaction of its own."""
    found = connection.get_connection_params()
    kept = {name: found[name] for name in ("dbname", "user", "host") if name in found}
    other = psycopg2.connect(**kept)
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
            yield other, cursor
    finally:
        other.close()


def test_an_entry_that_commits_late_goes_into_a_later_block():
    audit_chain.seal()
    with another_clerk() as (other, cursor):
        cursor.execute(INSERT)
        late = cursor.fetchone()[0]
        early = audit.record(TEST, SYSTEM)
        assert early.pk > late
        assert audit_chain.seal() == 1
        other.commit()
    assert audit_chain.seal() == 1
    assert AuditSeal.objects.get(pk=late).block_id > AuditSeal.objects.get(pk=early.pk).block_id
    assert audit_chain.verify().broken is None


def test_writers_do_not_wait_for_one_another_nor_for_the_sealer():
    with another_clerk() as (other, cursor):
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", audit_chain.LOCK)
        cursor.execute(INSERT)
        with another_clerk() as (third, writer):
            writer.execute(INSERT)
            third.commit()
        other.commit()
    assert AuditEntry.objects.filter(action=TEST).count() == 2


def test_a_second_sealer_leaves_it_to_the_first():
    audit.record(TEST, SYSTEM)
    before = AuditBlock.objects.count()
    with another_clerk() as (other, cursor):
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", audit_chain.LOCK)
        assert audit_chain.seal() == 0
        other.rollback()
    assert AuditBlock.objects.count() == before
    assert audit_chain.seal() > 0
    assert audit_chain.verify().broken is None
