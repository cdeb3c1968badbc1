"""Schools, pairings and poverty counties in the admin."""

from django.contrib import admin

from pairing.models import Partnership, PovertyCounty, School
from pairing.resources import PartnershipResource, PovertyCountyResource, SchoolResource
from portal.reference_admin import ReadOnly, ReferenceAdmin


@admin.register(School)
class SchoolAdmin(ReadOnly, ReferenceAdmin):
    """技工院校: by Excel here, one by one on the pages of 院校与结对."""

    resource_classes = [SchoolResource]
    list_display = ["organisation", "number", "grade", "city", "seat"]
    list_filter = ["grade", "organisation__seat"]
    list_select_related = ["organisation__region"]
    search_fields = ["organisation__name", "organisation__pinyin"]
    why = "院校在这里只能查询和用 Excel 整表导入;更名、停办、更正属地带日期、留沿革,请到"
    where = ("schools", "院校与结对")

    @admin.display(description="所在地")
    def city(self, school: School) -> str:
        """Where it stands."""
        return str(school.organisation.region or "待分配")

    @admin.display(description="属地")
    def seat(self, school: School) -> str:
        """How sure that is."""
        return school.organisation.get_seat_display()


@admin.register(Partnership)
class PartnershipAdmin(ReadOnly, ReferenceAdmin):
    """结对: by Excel here, one by one on the page 结对一览."""

    resource_classes = [PartnershipResource]
    list_display = ["school", "county", "level", "valid_from", "valid_to"]
    list_filter = ["level"]
    list_select_related = ["school__organisation", "county"]
    search_fields = ["school__organisation__name", "county__name"]
    why = "结对在这里只能查询和用 Excel 整表导入;逐个建立和结束,请到"
    where = ("partnerships", "结对一览")


@admin.register(PovertyCounty)
class PovertyCountyAdmin(ReferenceAdmin):
    """贫困县, with the day each left the list."""

    resource_classes = [PovertyCountyResource]
    list_display = ["region", "grade", "exit_batch", "left_on", "left_precision", "source"]
    list_filter = ["grade", "left_precision"]
    list_select_related = ["region"]
    search_fields = ["region__name", "region__code"]

    def has_delete_permission(self, request, obj=None) -> bool:
        """The list of the policy stays; a county that left gets its day."""
        return False
