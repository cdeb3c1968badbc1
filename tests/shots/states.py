"""Which states of a page the pictures show besides the typical one: empty, full, wrong, locked.

Each is (folder, who, page, state, address). In an address ``{附件2 佳木斯 2020Y}`` stands for that filing's own; a name
after it, as in ``{附件2 佳木斯 2020Y 富锦}``, for the page of that row.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.samples import a_form

FORMS = {"附件2": "attachment2", "附件3": "attachment3"}
NOBODY = ""
STATES = """
filler     jixi           home          empty      /
filler     shuangyashan   home          full       /
filler     jiamusi        home          wrong      /
filler     jixi           filing        empty      {附件2 鸡西 2020Y}
filler     jixi           filing3       empty      {附件3 鸡西 2020Y}
filler     jiamusi        filing        wrong      {附件2 佳木斯 2020Y}
filler     jiamusi        filing        panel      {附件2 佳木斯 2020Y}
filler     jiamusi        filing        refused    {附件2 佳木斯 2020Y}
filler     jiamusi        filing        unsaved    {附件2 佳木斯 2020Y}
filler     jiamusi        filing3       typical    {附件3 佳木斯 2020Y}
filler     daqing         filing3       unexplained {附件3 大庆 2020Y}
filler     shuangyashan   filing        full       {附件2 双鸭山 2020Y}
filler     haerbin        filing3       waiting    {附件3 哈尔滨 2020Y}
filler     daxinganling   filing        nil        {附件2 大兴安岭 2020Y}
filler     hegang         filing        locked     {附件3 鹤岗 2020H1}
filler     jiamusi        filing-row    wrong      {附件2 佳木斯 2020Y 富锦}
filler     jixi           filing-row    empty      {附件2 鸡西 2020Y 密山}
filler     hegang         filing-row    locked     {附件2 鹤岗 2020H1 萝北}
filler     jixi           slips         empty      /slips/
filler     haerbin        slips         full       /slips/
filler     jixi           history       full       /history/
filler     jiamusi        totals        school     /totals/attachment2/2020H1/?by=row
filler     heihe          calendar      asked      /calendar/
filler     hegang         schools       empty      /schools/?q=无此校
filler     hegang         poverty       wrong      /poverty/?on=昨天
filler     hegang         error         404        /nothing/here/                   404
filler     hegang         error         403        /board/                          403
filler     hegang         filing3       files      {附件3 鹤岗 2020Y}
filler     daxinganling   filing3       stood-in   {附件3 大兴安岭 2020Y}
lead       haerbin-lead   home          typical    /
lead       haerbin-lead   filing        waiting    {附件3 哈尔滨 2020Y}
lead       shuangyashan-lead filing     full       {附件2 双鸭山 2020Y}
lead       daxinganling-lead filing     nil        {附件2 大兴安岭 2020Y}
reviewer   province       filing        empty      {附件2 鸡西 2020Y}
reviewer   province       filing        wrong      {附件2 佳木斯 2020Y}
reviewer   province       filing3       typical    {附件3 佳木斯 2020Y}
reviewer   province       filing        reviewing  {附件2 齐齐哈尔 2020Y}
reviewer   province       filing3       explained  {附件3 牡丹江 2020Y}
reviewer   province       filing3       changed    {附件3 七台河 2020Y}
reviewer   province       filing        full       {附件2 大庆 2020Y}
reviewer   province       filing3       files      {附件3 鹤岗 2020Y}
reviewer   province       filing3       stood-in   {附件3 大兴安岭 2020Y}
reviewer   province       filing        nil        {附件2 七台河 2020Y}
reviewer   province       filing3       locked     {附件3 哈尔滨 2020H1}
reviewer   province       filing-return typical    {附件2 齐齐哈尔 2020Y}return/
reviewer   province       filing-return wide       {附件3 牡丹江 2020Y}return/
reviewer   province       board         full       /board/?period=2020H1
reviewer   province       board         all        /board/?period=2020Y&basis=draft
reviewer   province       totals        wide       /totals/attachment3/2020H1/
reviewer   province       totals        county     /totals/attachment3/2020Y/?by=row&basis=draft
reviewer   province       totals        school     /totals/attachment2/2020H1/?by=row
reviewer   province       totals        pair       /totals/attachment2/2020H1/?by=pair
reviewer   province       totals        compare    /totals/attachment2/2020H1/?by=compare
reviewer   province       rehearsal     empty      /rehearsal/
reviewer   province       totals        chart      /totals/attachment2/2020Y/?by=chart&basis=sent&column=c7
reviewer   province       totals        chart3     /totals/attachment3/2020H1/?by=chart&column=c5
reviewer   province       totals        change     /totals/attachment3/2020H1/?by=change&column=c5
reviewer   province       totals        no-change  /totals/attachment2/2020H1/?by=change&against=last
filler     jiamusi        totals        chart      /totals/attachment2/2020Y/?by=chart&basis=draft
reviewer   province       totals        issued     /totals/attachment2/2019Y/?basis=issued
reviewer   province       totals        empty      /totals/attachment2/2020Y/?basis=issued
reviewer   province       totals-drill  missing    /totals/attachment2/2020Y/rows/?column=c6&basis=draft
reviewer   province       issue         full       /issue/attachment2/2019Y/
reviewer   province       issue         empty      /issue/attachment2/2020Y/
reviewer   province       calendar-backfill early /calendar/2020Y/backfill/
finaliser  province-lead  issue         open       /issue/attachment3/2020Y/
county     county-230828  home          handed     /
county     county-230828  filing-row    open       {附件3 佳木斯 2020Y 汤原}
county     county-230826  filing-row    returned   {附件3 佳木斯 2020Y 桦川}
county     county-230828  open-rows     handed     /rows/
county     county-230422  filing-row    files      {附件3 鹤岗 2020Y 绥滨}
county     county-230822  filing-row    confirmed  {附件3 佳木斯 2020Y 桦南}
stranger   -              signin        typical    /signin/
stranger   -              signin        wrong      /signin/
stranger   -              error         404        /nothing/here/                   404
auditor    auditor        audit         empty      /audit/?who=无此人
"""


def states() -> list[tuple[str, str, str, str, str, int]]:
    """(folder, who, page, state, address, the answer expected) of every line above."""
    found = []
    for line in STATES.strip().splitlines():
        address = re.search(r"[{/].*", line)[0].strip()
        folder, who, page, state = line[: line.index(address)].split()
        address, _, status = address.rpartition(" ") if address.split()[-1].isdigit() else (address, "", "200")
        found.append((folder, who, page, state, _real(address.strip()), int(status)))
    return found


def _real(address: str) -> str:
    asked = re.match(r"\{(\S+) (\S+) (\w+) ?(\S*)\}", address)
    if not asked:
        return address
    form, city, period, row = asked.groups()
    filing = a_form(city, FORMS[form], period)
    path = f"/filings/{filing.pk}/"
    if row:
        path += f"rows/{filing.rows.get(label__startswith=row).pk}/"
    return path + address[asked.end() :]


def _focus_the_wrong_cell(page: Page) -> None:
    page.locator("td.must [name^='c-']").last.focus()
    expect(page.locator("#panel .cell-figure")).to_be_visible()


def _type_letters(page: Page) -> None:
    cell = page.locator("td.num [name^='c-']").nth(1)
    cell.fill("四十一人x")
    cell.press("Tab")
    expect(page.locator("td.is-refused")).to_be_visible()
    page.locator("td.is-refused [name^='c-']").focus()


def _lose_the_network(page: Page) -> None:
    page.context.set_offline(True)
    cell = page.locator("td.num [name^='c-']").nth(1)
    cell.fill("42")
    cell.press("Tab")
    expect(page.locator("[data-notes]")).to_contain_text("网络不通")


def _type_a_wrong_password(page: Page) -> None:
    page.fill("[name=username]", "jiamusi")
    page.fill("[name=password]", "not-the-password")
    page.click("button:has-text('登录')")
    expect(page.locator("[role=alert]")).to_be_visible()


# What somebody does before the picture is taken; the faults it leads to (a lost network) are meant.
DONE_FIRST: dict[tuple[str, str], Callable[[Page], None]] = {
    ("filing", "panel"): _focus_the_wrong_cell,
    ("filing", "refused"): _type_letters,
    ("filing", "unsaved"): _lose_the_network,
    ("signin", "wrong"): _type_a_wrong_password,
}
