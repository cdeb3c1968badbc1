"""Pairing: schools, who helps which county, and what follows from the policy's lists."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class PairingConfig(AppConfig):
    name = "pairing"
    verbose_name = "结对与院校"

    def ready(self) -> None:
        """Plug into portal's sockets; by name, because models exist only now."""
        import_string("pairing.plugs.plug")()
