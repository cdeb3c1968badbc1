"""`manage.py create_admin USERNAME --name NAME --role ROLE`: the first of each kind of administrator."""

import getpass
import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import clock
from portal.actor import SYSTEM
from portal.models import Role
from portal.queries import accounts as queries
from portal.queries import organisations
from portal.refusal import Refused
from portal.services import accounts, duties

FIRST = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR]
VARIABLE = "ADMIN_PASSWORD"


class Command(BaseCommand):
    """Makes nothing where somebody already holds the duty: everybody else is appointed on the pages."""

    help = f"Make the first administrator of a kind. The password comes from {VARIABLE} or is asked for."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", choices=[str(role) for role in FIRST], default=str(Role.SYSTEM_ADMIN))

    def handle(self, *args, username, name, role, **options):
        """Account and duty in one transaction."""
        holders = queries.holders(organisations.province(), [role], clock.today())
        if holders:
            name = holders[0].account.username
            raise CommandError(f"已有{Role(role).label}({name}),请在平台上任命 / there is one already")
        password = os.environ.get(VARIABLE) or ask()
        try:
            with transaction.atomic():
                account, _ = accounts.create(username, name, SYSTEM, password=password)
                duties.appoint(account, role, organisations.province(), SYSTEM)
        except Refused as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(f"已建立{Role(role).label}账号 {account.username} / account made")


def ask() -> str:
    """The password, typed twice; without a terminal the variable is needed."""
    if not sys.stdin.isatty():
        raise CommandError(f"请在终端运行,或用环境变量 {VARIABLE} 给出口令 / set {VARIABLE} or use a terminal")
    first, again = getpass.getpass("口令 / password: "), getpass.getpass("再输一次 / again: ")
    if first != again:
        raise CommandError("两次输入不一样 / the two differ")
    return first
