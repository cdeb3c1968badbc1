"""The admin of the reference tables: open to the 数据管理员 in that duty, signed in on our own page."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from portal import access, audit
from portal.permissions import ADMIN
from portal.views import signin

for _code, _title in (("added", "基础数据新增"), ("changed", "基础数据修改"), ("deleted", "基础数据删除")):
    audit.declare(f"admin.{_code}", _title)


class PortalAdminSite(admin.AdminSite):
    """Django's admin in Chinese, behind the portal's sign-in and duties."""

    site_header = "基础数据维护"
    site_title = "技工院校技能脱贫填报平台"
    index_title = "基础数据"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request) -> bool:
        """Only in the duty of a 数据管理员."""
        return access.may(request.actor, ADMIN)

    def login(self, request, extra_context=None):
        """A stranger goes to the portal's sign-in; a signed-in person without the duty is told so."""
        if request.actor.account is None:
            return access.ask_to_sign_in(request)
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied("基础数据由数据管理员维护,您现在的岗位没有这项权限。")

    def logout(self, request, extra_context=None):
        """Leaving is audited in one place."""
        return signin.sign_out(request)

    def password_change(self, request, extra_context=None):
        """So is a new password."""
        return redirect("password")


class AuditedAdmin(admin.ModelAdmin):
    """A ModelAdmin whose changes go into the audit, old → new, in the admin's own transaction."""

    def save_model(self, request, obj, form, change):
        """Save and record what the form changed."""
        old = {name: str(form.initial.get(name, "")) for name in form.changed_data} if change else {}
        super().save_model(request, obj, form, change)
        new = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        detail = {"old": old, "new": new} if change else {"new": new}
        audit.record("admin.changed" if change else "admin.added", request.actor, obj, detail)

    def delete_model(self, request, obj):
        """Record and delete."""
        audit.record("admin.deleted", request.actor, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Record each and delete all."""
        for obj in queryset:
            audit.record("admin.deleted", request.actor, obj)
        super().delete_queryset(request, queryset)
