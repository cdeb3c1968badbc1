"""`manage.py prepare`: bring database and static files up to this tree, in one process. May be repeated."""

import io
import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from portal.pgfiles import explain
from portal.serve.state import accounts_file, fingerprint
from portal.services import demo_clock


class Command(BaseCommand):
    """Tables, policy data, the demo world (demo mode only), static files."""

    help = "Migrate, load the policy data, build the demo world in demo mode, collect static files."

    def handle(self, *args, **options):
        """Notes the tree's fingerprint in the database last: an interrupted run is done again."""
        connection.ensure_connection()  # a database that is away is no fault of the first step
        if settings.PRODUCTION and demo_clock.is_demo_database():
            raise CommandError("这个数据库装的是演示数据,正式环境不能使用;请换空的数据库 / this is a demo database")
        self.step("建表 / migrating", "migrate", interactive=False)
        if settings.DEMO:
            if told := demo_clock.left_aside(demo_clock.start()):
                self.stdout.write(f"  {told}")
        self.step("装载政策数据 / loading the policy data", "load_policy")
        if settings.DEMO:
            self.step("演示数据 / the demo world", "build_demo")
        self.step("整理静态文件 / collecting static files", "collectstatic", interactive=False)
        if settings.DEMO:
            text = io.StringIO()
            call_command("demo_accounts", stdout=text)
            accounts_file(settings.VAR_DIR).write_text(text.getvalue())
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [fingerprint(os.environ)])

    def step(self, title: str, command: str, **options):
        """Say what is being done and do it."""
        self.stdout.write(f"  {title} ...")
        self.stdout.flush()
        try:
            call_command(command, verbosity=0, stdout=self.stdout, **options)
        except (OperationalError, OSError) as error:  # a full disk, a database that went away
            raise CommandError(f"{title}: {explain(str(error))}") from error
