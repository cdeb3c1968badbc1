"""``manage.py figures attachment2 2020H1 --json``: the figures of a form and period for scripts."""

import json
import sys
from typing import NoReturn

from django.core.management.base import BaseCommand

from portal.scope import Scope
from reporting.queries.figures import NoFigures, figures
from reporting.queries.standings import RECEIVED

USAGE = "manage.py figures 表号 报送期 [--city 区划代码] [--basis received|sent|issued] --json"
PROVINCE = Scope("province")  # whoever may run commands on the machine reads the province's figures


class Command(BaseCommand):
    help = "打印一表一期的汇总数;--basis received(已接收,默认)、sent(含已上报)、issued(定稿)"

    def add_arguments(self, parser) -> None:
        """Form, period and what to count."""
        parser.error = lambda message: refuse(f"命令的写法不对,应为:{USAGE}")  # argparse's own words are English
        parser.add_argument("form", help="表号,如 attachment2")
        parser.add_argument("period", help="报送期,如 2020H1、2019Y")
        parser.add_argument("--city", default="", help="只要一个市(地):区划代码,如 230800")
        parser.add_argument("--basis", default=RECEIVED, help="received、sent 或 issued")
        parser.add_argument("--json", action="store_true", help="输出 JSON(目前唯一的格式,可省略)")

    def handle(self, *args, **options) -> None:
        """Print one JSON object; exit 2 with ``{"error": …}`` where there is no answer."""
        try:
            answer = figures(PROVINCE, options["form"], options["period"], options["basis"], options["city"])
        except NoFigures as error:
            refuse(str(error))
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def refuse(reason: str) -> NoReturn:
    """Scripts read one JSON object whatever happens, and exit code 2 tells them that there is no answer."""
    sys.stdout.write(json.dumps({"error": reason}, ensure_ascii=False) + "\n")
    sys.exit(2)
