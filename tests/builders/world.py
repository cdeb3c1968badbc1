"""A small named world: a test says only in what it differs from it.

佳木斯 has a clerk and a lead, the province a reviewer and a finaliser; the pairings that cross city borders are here:
绥滨 (鹤岗) with school 8 (伊春), 兰西 (绥化) with school 3 (哈尔滨).
"""

from dataclasses import dataclass

from portal.actor import Actor
from portal.models import Role
from tests.builders.people import a_person
from tests.builders.places import a_city, a_county, the_province, the_school


@dataclass(frozen=True)
class World:
    """Everyone is an Actor; whose they are is in the name."""

    clerk: Actor  # 佳木斯 填表人
    lead: Actor  # 佳木斯 负责人
    reviewer: Actor
    finaliser: Actor
    yichun: Actor
    hegang: Actor
    haerbin: Actor
    suihua: Actor
    yichun_school: Actor  # school 8
    haerbin_school: Actor  # school 3
    suibin: Actor  # county of 鹤岗
    lanxi_city: Actor  # 绥化's lead: 兰西 lies there
    data_admin: Actor
    auditor: Actor


def the_world() -> World:
    """Make it."""
    province = the_province()
    return World(
        clerk=a_person(Role.FILLER, a_city("佳木斯"), name="王某(示例)"),
        lead=a_person(Role.LEAD, a_city("佳木斯"), name="张某(示例)"),
        reviewer=a_person(Role.REVIEWER, province, name="李某(示例)"),
        finaliser=a_person(Role.FINALISER, province, name="赵某(示例)"),
        yichun=a_person(Role.FILLER, a_city("伊春")),
        hegang=a_person(Role.FILLER, a_city("鹤岗")),
        haerbin=a_person(Role.FILLER, a_city("哈尔滨")),
        suihua=a_person(Role.FILLER, a_city("绥化")),
        yichun_school=a_person(Role.SCHOOL, the_school(8).organisation),
        haerbin_school=a_person(Role.SCHOOL, the_school(3).organisation),
        suibin=a_person(Role.COUNTY, a_county("绥滨县")),
        lanxi_city=a_person(Role.LEAD, a_city("绥化")),
        data_admin=a_person(Role.DATA_ADMIN, province),
        auditor=a_person(Role.AUDITOR, province),
    )
