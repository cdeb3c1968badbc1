"""Objects of the demo world for every address of tests/pages.py: what the access matrix asks for and pictures show."""

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from pairing.models import Partnership
from portal.models import Account, AuditEntry, Duty, Organisation, Role
from reporting.models import Attachment, Explanation, Extension, Filing, FilingRow, Slip
from tests.pages import ACCOUNTS, routes

QUERIES = {"totals-drill": "?column=c3", "search": "?q=县"}  # what an address asks besides its arguments


def a_form(city: str, form: str, period: str = "2020Y") -> Filing:
    """A filing of the demo world."""
    return Filing.objects.get(unit__region__name__startswith=city, form=form, period__code=period)


def account(role: str) -> Account:
    """Who stands for the duty."""
    return Account.objects.get(username=ACCOUNTS[role])


class Samples:
    """An object for every address, one that belongs to ``city``; rows of a school or county are its own."""

    def __init__(self, city: str = "鹤岗"):
        self.city = city

    def arguments(self, name: str, role: str = "") -> dict:
        """The keyword arguments of an address, {} where it has none."""
        prefix = name.split("-")[0]
        if "<" not in self.route(name):
            return {}
        if name.startswith("admin:"):
            return self._admin(name)
        return (getattr(self, "_" + name.replace("-", "_"), None) or getattr(self, f"_{prefix}"))(role)

    def url(self, name: str, role: str = "") -> str:
        """The address itself."""
        if name == "admin:catch-all":
            return "/admin/nothing/here/"
        if name.endswith("_old_change"):
            return self.url(name.replace("_old_change", "_change")).removesuffix("change/")
        return reverse(name, kwargs=self.arguments(name, role)) + QUERIES.get(name, "")

    @staticmethod
    def route(name: str) -> str:
        """The route of a name, to see which arguments it takes."""
        return next(str(pattern.pattern) for found, pattern in routes() if found == name)

    @staticmethod
    def _admin(name: str) -> dict:
        table = name.removeprefix("admin:").rpartition("_")[0]
        if name == "admin:view_on_site":
            return {"content_type_id": 1, "object_id": 1}
        if name == "admin:app_list":
            return {"app_label": "pairing"}
        return {"object_id": apps.get_model(table.replace("_", ".")).objects.order_by("pk").first().pk}

    @property
    def filing(self) -> Filing:
        """附件2 of the running period."""
        return a_form(self.city, "attachment2")

    @property
    def row(self) -> FilingRow:
        """Its first row."""
        return self.filing.rows.first()

    def _filing(self, role):
        return {"pk": self.filing.pk}

    def _filing_correct(self, role):
        return {"pk": a_form(self.city, "attachment2", "2020H1").pk}  # a correction is of what was received

    def _filing_return(self, role):
        reviewing = Filing.objects.filter(state=Filing.State.REVIEWING).first() if role == Role.REVIEWER else None
        return {"pk": (reviewing or self.filing).pk}

    def _filing_cell(self, role):
        return {"pk": self.filing.pk, "row": self.row.pk, "column": "c3"}

    _filing_cell_na = _cell_remark = _cell_settle = _cell_mark = _filing_cell

    def _filing_row(self, role):
        row = self.row
        if role in (Role.SCHOOL, Role.COUNTY):
            own = account(role).duties.get().organisation
            mine = {"school": own} if role == Role.SCHOOL else {"region": own.region_id}
            row = FilingRow.objects.filter(filing__period__code="2020Y", **mine).first()
        return {"pk": row.filing_id, "row": row.pk}

    def _filing_row_strike(self, role):
        return {"pk": self.filing.pk, "row": self.row.pk}

    _filing_row_save = _filing_row_cells = _filing_row_files = _filing_row

    def _filing_row_file(self, role):
        """One of the city's own: of 鹤岗 that of 绥滨县."""
        found = Attachment.objects.filter(row__filing__unit=self.filing.unit).select_related("row").first()
        if found is None:
            return {"pk": self.filing.pk, "row": self.row.pk, "file": 0}
        return {"pk": found.row.filing_id, "row": found.row_id, "file": found.pk}

    def _filing_row_file_remove(self, role):
        return self._filing_row(role) | {"file": 0}  # one's own row; the file may be gone already

    def _filing_row_task(self, role):
        return self._filing_row(role) | {"name": "take_back" if role in (Role.FILLER, Role.REVIEWER) else "confirm"}

    def _filing_step(self, role):
        steps = {Role.LEAD: "confirm", Role.REVIEWER: "review", Role.FINALISER: "finalise"}
        return {"pk": self.filing.pk, "name": steps.get(role, "submit")}

    def _filing_scan(self, role):
        scan = self.filing.scans.first()
        return {"pk": self.filing.pk, "scan": scan.pk if scan else 0}

    def _filing_release(self, role):
        found = Explanation.objects.filter(filing__unit=self.filing.unit).first()
        if found is None and role != Role.REVIEWER:
            return {"pk": self.filing.pk, "explanation": 0}
        found = found or Explanation.objects.first()
        return {"pk": found.filing_id, "explanation": found.pk}

    def _version(self, role):
        """The version received last year: the same for everybody who may see it."""
        return {"code": a_form(self.city, "attachment2", "2019Y").received_version.check_code}

    def _slip(self, role):
        return {"pk": Slip.objects.filter(filing__unit=self.filing.unit).first().pk}

    def _slip_step(self, role):
        return self._slip(role) | {"name": "answer"}

    def _slip_item(self, role):
        slip = Slip.objects.filter(filing__unit=self.filing.unit).first()
        return {"pk": slip.pk, "item": slip.items.first().pk}

    def _calendar(self, role):
        return {"code": "2020Y"}

    _extension_ask = _calendar

    def _calendar_backfill(self, role):
        return {"code": "2019H1"}  # long locked

    def _extension_step(self, role):
        return {"pk": Extension.objects.filter(state="asked").first().pk, "name": "grant"}

    def _totals(self, role):
        return {"form": "attachment2", "period": "2020H1"}

    _issue = _totals

    def _rehearsal_definition(self, role):
        return {"form": "attachment2"}

    def _school(self, role):
        city = self.filing.unit.region_id
        schools = Organisation.objects.schools().filter(Q(region=city) | Q(region__parent=city))
        if role == Role.SCHOOL:
            return {"pk": account(role).duties.get().organisation_id}
        if role == Role.COUNTY:
            region = account(role).duties.get().organisation.region_id
            return {"pk": Partnership.objects.filter(county=region).first().school.pk}
        return {"pk": schools.order_by("pk").first().pk}

    def _partnership(self, role):
        return {"pk": Partnership.objects.filter(county__parent__name__startswith=self.city).first().pk}

    def _message(self, role):
        return {"pk": account(role).messages.order_by("pk").first().pk}

    def _account(self, role):
        return {"pk": Account.objects.get(username="hegang").pk}

    def _duty(self, role):
        return {"pk": Duty.objects.get(account__username="hegang").pk}

    def _audit(self, role):
        return {"pk": AuditEntry.objects.order_by("pk").first().pk}
