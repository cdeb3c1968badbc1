"""``manage.py load_policy``: puts the policy's data into the database; a second run changes nothing."""

from django.core.management.base import BaseCommand, CommandError

from portal import policy
from portal.refusal import Refused


class Command(BaseCommand):
    """Loads regions, bureaus, schools, pairings, poverty counties, periods and forms."""

    help = "载入政策数据:区划、机构、院校、结对、贫困县、报送期、表式。重复执行不改变任何内容。"

    def handle(self, *args, **options) -> None:
        """Load, and say per kind how much was new; a wrong definition is refused with file, key and reason."""
        try:
            loaded = policy.load()
        except Refused as error:
            raise CommandError("\n".join(error.messages)) from error
        for title, made in loaded:
            if made or options["verbosity"] > 1:
                self.stdout.write(f"{title}:新增 {made}")
