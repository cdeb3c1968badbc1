"""`manage.py demo_accounts`: the demo's accounts and the one password they share, for `make run` and the README."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.demo_accounts import groups
from portal.queries import accounts

EACH_LINE = 4


class Command(BaseCommand):
    """Demo mode only: elsewhere no password is known to anybody but its owner."""

    help = "Print the demo's accounts by group."

    def handle(self, *args, **options):
        """A group a paragraph, a few accounts a line."""
        if not settings.DEMO:
            raise CommandError("演示账号只在演示模式下有 / demo accounts exist in demo mode only")
        found = groups(accounts.samples(clock.today()))
        self.stdout.write(f"演示账号(口令都是 {settings.DEMO_PASSWORD}) / demo accounts, one password")
        for group in found:
            self.stdout.write(f"  {group.title}")
            shown = [f"{username}({whose})" for username, whose in group.accounts]
            for start in range(0, len(shown), EACH_LINE):
                self.stdout.write("    " + "  ".join(shown[start : start + EACH_LINE]))
