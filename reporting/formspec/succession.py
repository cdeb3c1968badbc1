"""What becomes of a form's columns in another edition of it."""

from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import decimals


def column_map(old: FormSpec, new: FormSpec) -> dict[str, str]:
    """Where each old column's cells go: as ``carry`` says, else to the same key; those without a place are left out."""
    taken = set(new.carry.values())
    same = {column.key for column in old.columns if new.has_column(column.key)} - taken - set(new.carry)
    places = {key: target for key, target in new.carry.items() if old.has_column(key)} | {key: key for key in same}
    return {key: target for key, target in places.items() if _takes(new.column(target), old.column(key))}


def _takes(new: Column, old: Column) -> bool:
    """Whether every value of ``old`` can stand in ``new``."""
    if not old.is_number or not new.is_number:
        return old.is_number == new.is_number
    return decimals(new) >= decimals(old)
