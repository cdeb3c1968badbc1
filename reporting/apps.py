from importlib import import_module

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "报表"

    def ready(self) -> None:
        """Plug into portal's sockets; by name, because models exist only now."""
        import_module("reporting.plugs")
