"""Admins of the reference tables: Excel in and out, and which of them change elsewhere."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from import_export.admin import ImportExportModelAdmin

from portal.admin_site import AuditedAdmin
from portal.reference_files import UNREADABLE, TableFormat
from portal.refusal import Refused
from portal.services import exporting


class ReferenceAdmin(AuditedAdmin, ImportExportModelAdmin):
    """An admin of a reference table with Excel in (preview first) and Excel out, both audited."""

    formats = [TableFormat]
    skip_export_form = skip_export_form_from_action = True
    skip_admin_log = True
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        """The list under its name; Django's heading tells to choose a row in order to change it."""
        return super().changelist_view(request, {"title": self.model._meta.verbose_name, **(extra_context or {})})

    def add_data_read_fail_error_to_form(self, form, e):
        """A file that cannot be read, in words and not in the names of exceptions."""
        form.add_error("import_file", e.messages if isinstance(e, Refused) else UNREADABLE)

    def get_resource_kwargs(self, request, *args, **kwargs):
        """The resource must know who acts."""
        return {"actor": request.actor}

    def get_import_data_kwargs(self, **kwargs):
        """One fault keeps the whole file out."""
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def process_result(self, result, request):
        """Between preview and confirmation somebody may have changed the rows: say so instead of claiming success."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        messages.error(request, "预览之后数据有变动,没有导入任何一行。请重新上传,按提示更正。")
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))

    def _do_file_export(self, file_format, request, queryset, export_form=None):
        """The package would name the file by the class in English; here it leaves as every other file does."""
        content = self.get_export_data(file_format, request, queryset, export_form=export_form)
        return exporting.take_file(request.actor, str(self.model._meta.verbose_name), content, queryset.count())


class ReadOnly:
    """Mixed into an admin whose rows change elsewhere: through the pages or through imports.

    ``why``: said at the head of its pages; ``where``: name and words of the page on which they change.
    """

    why = ""
    where = ("", "")

    def changelist_view(self, request, *args, **kwargs):
        """The list, with where its rows change."""
        self._say(request)
        return super().changelist_view(request, *args, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        """One row, with where it changes."""
        self._say(request)
        return super().changeform_view(request, *args, **kwargs)

    def _say(self, request) -> None:
        name, words = self.where
        if request.method == "GET":
            messages.info(request, format_html('{}<a href="{}">{}</a>。', self.why, reverse(name), words))

    def has_add_permission(self, request, *args) -> bool:
        """Nothing is added here by hand."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Nothing is changed here by hand."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nothing is deleted: rows of the past stay."""
        return False
