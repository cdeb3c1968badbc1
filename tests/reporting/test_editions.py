"""Editions: what is loaded from YAML, what a changed definition may do, how drafts move to a new one."""

import pytest

from reporting.models import FormEdition, Period

pytestmark = pytest.mark.django_db


def test_policy_load_brings_both_forms_and_the_periods_from_2019():
    assert set(FormEdition.objects.values_list("code", "number")) == {("attachment2", 1), ("attachment3", 1)}
    assert Period.objects.order_by("due_at").first().code == "2019H1"
