"""Excel in and out for the small reference tables of the admin, by django-import-export.

Columns have Chinese headings; what we write can be read back. Faults are Chinese sentences with value and remedy; one
fault keeps the whole file out. Each row that changes something is audited, old → new, in the import's own transaction.
"""

from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from import_export import fields, resources, widgets

from portal import audit
from portal.actor import Actor
from portal.reference_files import WHOLE_ROW, Result
from portal.refusal import Refused

IMPORTED = audit.declare("admin.imported", "基础数据导入")


class TextWidget(widgets.Widget):
    """Text; a number that Excel made of a code becomes its digits again. Blank is ""."""

    def clean(self, value, row=None, **kwargs):
        """The text of a cell."""
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def render(self, value, obj=None, **kwargs):
        """The text for a workbook."""
        return "" if value is None else str(value)


class DayWidget(TextWidget):
    """A day, as Excel keeps it or as 2019-04-04; blank is None."""

    def clean(self, value, row=None, **kwargs):
        """The day of a cell."""
        if isinstance(value, datetime):
            return value.date()
        text = super().clean(value)
        for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日") if text else ():
            try:
                return datetime.strptime(text, pattern).date()
            except ValueError:
                continue
        if text:
            raise ValueError(f"“{text}”不是日期,请写成 2019-04-04。")
        return None


class NumberWidget(TextWidget):
    """A whole number; blank is None."""

    def clean(self, value, row=None, **kwargs):
        """The number of a cell."""
        text = super().clean(value)
        if text and not text.isascii() or text and not text.isdigit():
            raise ValueError(f"“{text}”不是整数,请只写数字。")
        return int(text) if text else None


class ChoiceWidget(TextWidget):
    """One of a closed set, written by its words."""

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__()
        self.words = dict(choices.choices)

    def clean(self, value, row=None, **kwargs):
        """The value behind the words of a cell."""
        text = super().clean(value)
        found = [key for key, words in self.words.items() if words == text]
        if not found:
            raise ValueError(f"“{text}”不在可选范围内,请写:{'、'.join(self.words.values())}。")
        return found[0]

    def render(self, value, obj=None, **kwargs):
        """The words of a value."""
        return self.words.get(value, "")


class YesWidget(TextWidget):
    """是, or blank."""

    def clean(self, value, row=None, **kwargs):
        """Whether a cell says 是."""
        text = super().clean(value)
        if text not in {"", "是", "否"}:
            raise ValueError(f"“{text}”请写“是”或留空。")
        return text == "是"

    def render(self, value, obj=None, **kwargs):
        """是 or blank."""
        return "是" if value else ""


class ForeignWidget(TextWidget):
    """Another row by one of its columns; blank is None."""

    def __init__(self, model: type[models.Model], field: str, what: str):
        super().__init__()
        self.model, self.field, self.what = model, field, what

    def clean(self, value, row=None, **kwargs):
        """The row a cell names."""
        text = super().clean(value)
        if not text:
            return None
        found = self.model._default_manager.filter(**{self.field: text}).first()
        if found is None:
            raise ValueError(f"没有{self.what}为“{text}”的记录,请核对后重新上传。")
        return found

    def render(self, value, obj=None, **kwargs):
        """What names the row."""
        return "" if value is None else str(getattr(value, self.field))


def column(title: str, attribute: str, widget: widgets.Widget | None = None) -> fields.Field:
    """A column under a Chinese heading."""
    return fields.Field(attribute=attribute, column_name=title, widget=widget or TextWidget())


class PlainDiff(resources.Diff):
    """Old and new of a preview without the inline styles of the package's own, which our pages refuse."""

    def as_html(self):
        """One piece of markup per column: the value where it stays, else old struck out and new."""
        return [_difference(old, new) for old, new in zip(self.left, self.right, strict=True)]


def _difference(old: str, new: str) -> SafeString:
    if old == new:
        return escape(old)
    kept = format_html("<del>{}</del> ", old) if old else ""
    return format_html("{}<ins>{}</ins>", kept, new)


class Resource(resources.ModelResource):
    """A reference table as columns. ``actor`` is who imports; subclasses list columns and the key."""

    def __init__(self, actor: Actor, **kwargs):
        super().__init__(**kwargs)
        self.actor = actor
        self._before: dict[str, str] = {}

    @classmethod
    def get_diff_class(cls):
        """See :class:`PlainDiff`."""
        return PlainDiff

    @classmethod
    def get_result_class(cls):
        """See portal/reference_files.py."""
        return Result

    def import_row(self, row, instance_loader, **kwargs):
        """A row of blanks, as sheets have them at their end, is passed over."""
        if any(TextWidget().clean(value) for value in row.values()):
            return super().import_row(row, instance_loader, **kwargs)
        passed = self.get_row_result_class()()
        passed.import_type = passed.IMPORT_TYPE_SKIP
        return passed

    def get_instance(self, instance_loader, row):
        """The row of the key; a key that cannot be read is reported with the other faults of its row."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def before_import(self, dataset, **kwargs):
        """A file without our columns is refused before its first row."""
        missing = [f.column_name for f in self.get_import_fields() if f.column_name not in (dataset.headers or [])]
        if missing:
            raise Refused([f"缺少列:{'、'.join(missing)}。请先导出一份,按它的表头填写(表头在第1行)。"])

    def import_instance(self, instance, row, **kwargs):
        """Put every cell into the row; all faults at once."""
        errors = {}
        for field in self.get_import_fields():
            try:
                self.import_field(field, instance, row, **kwargs)
            except ValueError as error:
                errors[field.attribute] = ValidationError(str(error))  # by attribute: the model leaves these alone
        if errors:
            raise ValidationError(errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The model's own checks, under our headings."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as error:
            heads = {f.attribute: f.column_name for f in self.get_import_fields()} | {NON_FIELD_ERRORS: WHOLE_ROW}
            raise ValidationError({heads.get(name, name): found for name, found in error.error_dict.items()}) from None

    def before_save_instance(self, instance, row, **kwargs):
        """Remember what the row was."""
        old = self._meta.model._default_manager.filter(pk=instance.pk).first() if instance.pk else None
        self._before = self._values(old) if old else {}

    def after_save_instance(self, instance, row, **kwargs):
        """Audit what the row became."""
        new = self._values(instance)
        changed = [title for title, value in new.items() if self._before.get(title, "") != value]
        detail = {"old": {t: self._before.get(t, "") for t in changed}, "new": {t: new[t] for t in changed}}
        audit.record(IMPORTED, self.actor, instance, detail)

    def _values(self, instance) -> dict[str, str]:
        return {f.column_name: str(f.export(instance)) for f in self.get_export_fields()}


class ServiceResource(Resource):
    """A table whose rows are made and changed by services, which refuse and audit."""

    def import_instance(self, instance, row, **kwargs):
        """Read every cell into ``instance.read`` (attribute → value); all faults at once."""
        instance.read, errors = {}, {}
        for field in self.get_import_fields():
            try:
                instance.read[field.attribute] = field.clean(row)
            except ValueError as error:
                errors[field.column_name] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """A row that says what is already there is left alone."""
        if import_validation_errors or original.pk is None:
            return False
        return all(f.export(original) == f.widget.render(instance.read[f.attribute]) for f in self.get_import_fields())

    def save_instance(self, instance, is_create, row, **kwargs):
        """Have the service do it, and show in the preview what came of it."""
        read = instance.read
        try:
            done = self.make(read) if is_create else self.change(instance, read)
        except Refused as refused:
            raise ValidationError({WHOLE_ROW: refused.messages}) from None
        instance.__dict__.update(done.__dict__)

    def make(self, read: dict):
        """A new row from what was read; returns it."""
        raise NotImplementedError

    def change(self, instance, read: dict):
        """The row as it becomes; returns it."""
        raise NotImplementedError
