from importlib import import_module

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"
    verbose_name = "结对与院校"

    def ready(self) -> None:
        """Plug into portal's sockets; by name, because models exist only now."""
        import_module("pairing.plugs")
