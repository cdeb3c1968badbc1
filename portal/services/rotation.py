"""Bringing personal numbers under the newest cipher key; digests rest on another key and stay."""

from django.apps import apps
from django.db import connection, models, transaction

from portal import identity
from portal.identity import EncryptedField, SealedField

SET, FILES = 2000, 10  # values, and whole files, of one transaction


def encrypted_fields() -> list[tuple[type[models.Model], EncryptedField]]:
    """Every EncryptedField of every model."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedField)
    ]


def rotate(newest: int) -> dict[str, int]:
    """Re-encrypt whatever is not under key ``newest``; how many values by field."""
    counts = {}
    for model, field in encrypted_fields():
        name, count = f"{model._meta.label}.{field.name}", 0
        while changed := _rotate_set(model, field, newest):
            count += changed
        counts[name] = count
    return counts


@transaction.atomic
def _rotate_set(model: type[models.Model], field: EncryptedField, newest: int) -> int:
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s "
            f"ORDER BY {key} LIMIT {FILES if isinstance(field, SealedField) else SET} FOR UPDATE",
            [f"{newest}:%"],
        )
        old = cursor.fetchall()
        if not old:
            return 0
        renewed = [identity.seal(field.kind, identity.unseal(field.kind, text)) for _, text in old]
        cursor.execute(
            f"UPDATE {table} AS t SET {column} = n.value FROM unnest(%s, %s::text[]) AS n(pk, value) "
            f"WHERE t.{key} = n.pk",
            [[pk for pk, _ in old], renewed],
        )
    return len(old)
