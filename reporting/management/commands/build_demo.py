"""``manage.py build_demo``: the demo world, once. Its builders are the tests' own (docs/decisions.md)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tests.builders import demo


class Command(BaseCommand):
    """Demo mode only: elsewhere nobody invents people, and no password is known to anybody but its owner."""

    help = "建立演示数据:示例院校、演示账号、三个已定稿的报送期和一个正在填报的报送期。重复执行不改变任何内容。"

    def handle(self, *args, **options) -> None:
        """Build, or say that it is there."""
        if not settings.DEMO:
            raise CommandError("演示数据只在演示模式下建立 / the demo world is built in demo mode only")
        made = demo.build(settings.DEMO_PASSWORD)
        if options["verbosity"] > 1:
            self.stdout.write("已建立演示数据。" if made else "演示数据已在,没有改动。")
