"""The demo world: who signs in, which schools the cities have, three finished periods and one in every state.

Seeded and made once: a second build finds it there. Made by the same builders as the tests; all of it is marked 示例.
"""

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from pairing.models import School
from pairing.services import schools
from portal import clock, pinyin
from portal.actor import SYSTEM
from portal.models import Account, Organisation, Region, Role
from portal.queries import organisations
from portal.services import accounts, duties
from reporting.jobs import open_periods
from reporting.queries.periods import opened
from tests.builders import demo_past, demo_present
from tests.builders.people import SINCE
from tests.builders.places import a_city, the_province, the_school

LOCK = 0x64656D6F  # two builds at once: the second finds the first's work
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
PROVINCE = {
    "province": Role.REVIEWER,
    "province-lead": Role.FINALISER,
    "admin": Role.DATA_ADMIN,
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}
SCHOOLS = {  # by the county (city) they stand in; 中心 and 培训 only train
    "尚志市": "尚志市技工学校",
    "依兰县": "依兰县职业培训中心",
    "讷河市": "讷河市技工学校",
    "密山市": "密山市技工学校",
    "鸡东县": "鸡东县职业技术学校",
    "萝北县": "萝北县技工学校",
    "宝清县": "宝清县技工学校",
    "集贤县": "集贤县职业技术学校",
    "肇州县": "肇州县职业技术学校",
    "铁力市": "铁力市技工学校",
    "桦南县": "桦南县职业技术学校",
    "富锦市": "富锦市技工学校",
    "同江市": "同江市职教中心",
    "汤原县": "汤原县职业培训中心",
    "东风区": "东风区就业培训学校",
    "勃利县": "勃利县职业培训中心",
    "宁安市": "宁安市技工学校",
    "东宁市": "东宁市职业培训中心",
    "北安市": "北安市技工学校",
    "肇东市": "肇东市技工学校",
    "安达市": "安达市职业技术学校",
    "漠河市": "漠河市职业培训中心",
}
SECOND_SCHOOL = "示例:演示中暂列哈尔滨市。通知及公开资料均未载所在城市,待省厅确认"


@transaction.atomic
def build(password: str) -> bool:
    """Make what is missing; returns whether the world was made now. ``password`` is every account's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if Account.objects.filter(username="province").exists():
        return False
    add_schools()
    add_accounts(password)
    for period in reversed(opened()):
        if period.code in demo_past.FINISHED and period.locks_at <= clock.now():
            demo_past.finish(period)
    demo_present.build()
    open_periods()
    return True


def add_schools() -> None:
    """The cities' own 示例 institutions, and a city for school 2."""
    for place, name in SCHOOLS.items():
        region = Region.objects.get(name=place, valid_to=None, parent__parent="230000")
        grade = School.Grade.TRAINING if "培训" in name else School.Grade.SKILLED
        schools.add(schools.NewSchool(name=f"{name}(示例)", grade=grade, region=region, sample=True), SYSTEM)
    schools.assign(the_school(2), a_city("哈尔滨").region, SINCE, SECOND_SCHOOL, SYSTEM)


def add_accounts(password: str) -> None:
    """Everybody of the sign-in page: 省厅, 三员, the cities' two people, the schools and counties of 附件1."""
    hashed = make_password(password)
    wanted = [(name, role, the_province()) for name, role in PROVINCE.items()]
    for bureau in organisations.city_bureaus():
        name = pinyin.full(bureau.region.name.removesuffix("市").removesuffix("地区"))
        wanted += [(name, Role.FILLER, bureau), (f"{name}-lead", Role.LEAD, bureau)]
    for school in School.objects.exclude(number=None).select_related("organisation").order_by("number"):
        wanted.append((f"school-{school.number}", Role.SCHOOL, school.organisation))
    for bureau in Organisation.objects.filter(kind=Organisation.Kind.COUNTY).order_by("region"):
        wanted.append((f"county-{bureau.region_id}", Role.COUNTY, bureau))
    for place, (username, role, organisation) in enumerate(wanted):
        person = f"{SURNAMES[place % len(SURNAMES)]}某{'某' * (place // len(SURNAMES))}(示例)"
        account, _ = accounts.create(
            username, person, SYSTEM, password=password, hashed=hashed, phone=f"138000{10000 + place}", sample=True
        )
        duties.appoint(account, role, organisation, SYSTEM, valid_from=SINCE)
