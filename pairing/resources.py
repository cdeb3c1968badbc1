"""Excel in and out for schools, pairings and poverty counties. Schools and pairings go through the services."""

from pairing.models import Partnership, PovertyCounty, School
from pairing.queries import partnerships as pair_queries
from pairing.queries import schools as school_queries
from pairing.services import partnerships, schools
from portal.models import Region
from portal.reference import (
    ChoiceWidget,
    DayWidget,
    ForeignWidget,
    NumberWidget,
    Resource,
    ServiceResource,
    TextWidget,
    column,
)
from portal.refusal import Refused

REGION = ForeignWidget(Region, "code", "代码")


class SchoolResource(ServiceResource):
    """技工院校 by name: new ones are added, known ones get another 办学层次 or 属地依据."""

    name = column("院校名称", "organisation__name")
    grade = column("办学层次", "grade", ChoiceWidget(School.Grade))
    region = column("所在地代码", "organisation__region", REGION)
    seat_source = column("属地依据", "seat_source")
    opened_on = column("成立日期", "organisation__opened_on", DayWidget())

    class Meta:
        model = School
        fields = import_order = export_order = ("name", "grade", "region", "seat_source", "opened_on")
        import_id_fields = ("name",)

    def get_instance(self, instance_loader, row):
        """The open school of this name."""
        return school_queries.open_by_name(TextWidget().clean(row.get("院校名称")))

    def make(self, read: dict) -> School:
        """Add it as the page does."""
        new = schools.NewSchool(
            name=read["organisation__name"],
            grade=read["grade"],
            region=read["organisation__region"],
            seat_source=read["seat_source"],
            opened_on=read["organisation__opened_on"],
        )
        return schools.add(new, self.actor)

    def change(self, instance: School, read: dict) -> School:
        """Only what has no date; the rest has its page."""
        known = instance.organisation
        if (read["organisation__region"], read["organisation__opened_on"]) != (known.region, known.opened_on):
            raise Refused([f"{known}已经登记。所在地和成立日期不能用导入改,请在院校页面办理。"])
        return schools.describe(instance, read["grade"], read["seat_source"], self.actor)


class PartnershipResource(ServiceResource):
    """结对 by school, county and first day: new ones are made, running ones can be ended."""

    school = column("技工院校", "school__organisation__name")
    county = column("县(市)代码", "county", REGION)
    level = column("级别", "level", ChoiceWidget(Partnership.Level))
    valid_from = column("结对日期", "valid_from", DayWidget())
    valid_to = column("结束日期", "valid_to", DayWidget())

    class Meta:
        model = Partnership
        fields = import_order = export_order = ("school", "county", "level", "valid_from", "valid_to")
        import_id_fields = ("school", "county", "valid_from")

    def get_instance(self, instance_loader, row):
        """The pairing of this school and county from this day; an unreadable day is reported with the other faults."""
        text = TextWidget().clean
        try:
            day = DayWidget().clean(row.get("结对日期"))
        except ValueError:
            return None
        return pair_queries.find(text(row.get("技工院校")), text(row.get("县(市)代码")), day)

    def make(self, read: dict) -> Partnership:
        """Pair, and end where the file says so."""
        school = school_queries.open_by_name(read["school__organisation__name"])
        if school is None:
            raise Refused([f"没有在办的院校“{read['school__organisation__name']}”,请先登记院校。"])
        if read["county"] is None or read["valid_from"] is None:
            raise Refused(["县(市)代码和结对日期都要填写。"])
        made = partnerships.pair(school, read["county"], read["level"], read["valid_from"], self.actor)
        return partnerships.end(made, read["valid_to"], self.actor, "导入") if read["valid_to"] else made

    def change(self, instance: Partnership, read: dict) -> Partnership:
        """End it; nothing else of a pairing changes."""
        if read["level"] != instance.level or read["valid_to"] is None:
            raise Refused([f"{instance}已经登记。级别不能改,已结束的不能恢复;请结束后另建。"])
        return partnerships.end(instance, read["valid_to"], self.actor, "导入")


class PovertyCountyResource(Resource):
    """贫困县 by code."""

    region = column("代码", "region", REGION)
    grade = column("级别", "grade", ChoiceWidget(PovertyCounty.Grade))
    exit_batch = column("退出批次(年)", "exit_batch", NumberWidget())
    left_on = column("退出批准日期", "left_on", DayWidget())
    left_precision = column("日期精度", "left_precision", ChoiceWidget(PovertyCounty.Precision))
    source = column("依据", "source")

    class Meta:
        model = PovertyCounty
        fields = import_order = export_order = (
            "region", "grade", "exit_batch", "left_on", "left_precision", "source"
        )  # fmt: skip
        import_id_fields = ("region",)
        skip_unchanged = clean_model_instances = True
