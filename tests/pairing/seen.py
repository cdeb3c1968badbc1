"""What the page tests of this app share: who signs in, and what stands in tables and workbooks."""

import re
from io import BytesIO

from django.test import Client
from openpyxl import load_workbook

from portal.models import Role
from tests.builders.places import a_city, a_county, an_account, the_province, the_school
from tests.words import text_of


def client_of(actor) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_filler(city: str):
    """The 填表人 of a city."""
    return an_account(Role.FILLER, a_city(city))


def a_reviewer():
    """The 省审核."""
    return an_account(Role.REVIEWER, the_province())


def a_registrar(number: int):
    """The person of a school of 附件1."""
    return an_account(Role.SCHOOL, the_school(number).organisation)


def a_county_clerk(county: str):
    """The person of a county bureau."""
    return an_account(Role.COUNTY, a_county(county))


def words(response, status: int = 200) -> str:
    """The page as text."""
    assert response.status_code == status, (response.status_code, response.content.decode()[:500])
    return text_of(response.content.decode())


def rows(response) -> list[list[str]]:
    """The body rows of the page's first list, cell by cell."""
    body = re.search(r'<table class="list.*?<tbody>(.*?)</tbody>', response.content.decode(), re.S)
    if body is None:
        return []
    lines = re.findall(r"<tr.*?>(.*?)</tr>", body[1], re.S)
    return [[text_of(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line, re.S)] for line in lines]


def names(response) -> set[str]:
    """The names in the first column of the page's list."""
    return {row[0].split(" ")[0] for row in rows(response)}


def workbook(response):
    """The sheet a download holds."""
    assert response.status_code == 200 and "spreadsheetml" in response["Content-Type"]
    return load_workbook(BytesIO(response.content)).active


def column(response, place: int = 1, first: int = 3) -> list:
    """A column of a downloaded table, without title and headings."""
    sheet = workbook(response)
    return [sheet.cell(line, place).value for line in range(first, sheet.max_row + 1)]
