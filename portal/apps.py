"""What the portal plugs in at the start: its keys, the demo's clock, its entries at the left."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps as static_apps
from django.db.backends.signals import connection_created
from django.utils.module_loading import import_string


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "平台"

    def ready(self) -> None:
        """Models are loaded now; only dotted names, as nothing of ours may be imported before."""
        import_string("portal.identity.ring")()  # production stops here without its keys
        connection_created.connect(import_string("portal.services.demo_clock.load_when_connected"))
        import_string("portal.plugs.plug")()


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site as the default one."""

    default = False
    default_site = "portal.admin_site.PortalAdminSite"


class PortalStaticFilesConfig(static_apps.StaticFilesConfig):
    """Collects what our pages use: htmx is vendored, and one in django_htmx imports a file that is not there."""

    default = False
    ignore_patterns = [*static_apps.StaticFilesConfig.ignore_patterns, "django_htmx"]
