"""`manage.py worker`: run the background jobs until told to stop."""

import signal

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from portal.jobs import Worker


class Command(BaseCommand):
    """Every app registers its jobs in a module named ``jobs`` (the portal's own in its ``plugs``)."""

    help = "Run background jobs until SIGTERM or Ctrl-C; the chunk in hand is finished first."

    def handle(self, *args, **options):
        """Blocks."""
        autodiscover_modules("jobs")
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
