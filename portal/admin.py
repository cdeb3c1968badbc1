"""Reference tables of portal in the admin: 区划 can be edited, 机构 are read here and changed through their pages."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group

from portal.models import Organisation, OrganisationSpell, Region, RegionSuccession
from portal.reference import (
    ChoiceWidget,
    DayWidget,
    ForeignWidget,
    Resource,
    YesWidget,
    column,
)
from portal.reference_admin import ReadOnly, ReferenceAdmin

# Brought along by packages. Locks are the 安全管理员's, on their own page; rights come from duties, never from groups.
admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog, Group])


class RegionResource(Resource):
    """区划 by code."""

    code = column("代码", "code")
    name = column("名称", "name")
    level = column("级别", "level", ChoiceWidget(Region.Level))
    kind = column("类别", "kind", ChoiceWidget(Region.Kind))
    parent = column("上级代码", "parent", ForeignWidget(Region, "code", "代码"))
    valid_from = column("启用日期", "valid_from", DayWidget())
    valid_to = column("停用日期", "valid_to", DayWidget())
    inferred = column("推定", "inferred", YesWidget())
    note = column("说明", "note")

    class Meta:
        model = Region
        fields = import_order = export_order = (
            "code", "name", "level", "kind", "parent", "valid_from", "valid_to", "inferred", "note"
        )  # fmt: skip
        import_id_fields = ("code",)
        skip_unchanged = clean_model_instances = True


class OrganisationResource(Resource):
    """机构, out only."""

    kind = column("类别", "kind", ChoiceWidget(Organisation.Kind))
    name = column("名称", "name")
    region = column("区划代码", "region", ForeignWidget(Region, "code", "代码"))
    seat = column("属地", "seat", ChoiceWidget(Organisation.Seat))
    opened_on = column("成立日期", "opened_on", DayWidget())
    closed_on = column("停办日期", "closed_on", DayWidget())
    sample = column("示例", "sample", YesWidget())

    class Meta:
        model = Organisation
        fields = export_order = ("kind", "name", "region", "seat", "opened_on", "closed_on", "sample")


class SuccessionInline(ReadOnly, admin.TabularInline):
    """What took a retired code's place."""

    model = RegionSuccession
    fk_name = "old"
    extra = 0


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """区划. Nothing is deleted: a code that is gone gets its 停用日期."""

    resource_classes = [RegionResource]
    list_display = ["code", "name", "level", "kind", "parent", "valid_from", "valid_to", "inferred"]
    list_filter = ["level", "kind", "inferred"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    inlines = [SuccessionInline]

    def get_readonly_fields(self, request, obj=None):
        """The code names the region in every form that was filed."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Regions of the past stay."""
        return False


class SpellInline(ReadOnly, admin.TabularInline):
    """Names and seats of the past."""

    model = OrganisationSpell
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, ReferenceAdmin):
    """机构, to look up; renaming, moving and closing keep the past and are done on the pages of 院校与结对."""

    resource_classes = [OrganisationResource]
    list_display = ["name", "kind", "region", "seat", "opened_on", "closed_on", "sample"]
    list_filter = ["kind", "seat", "sample"]
    list_select_related = ["region"]
    search_fields = ["name", "pinyin"]
    inlines = [SpellInline]
    why = "机构在这里只供查询:市(地)、县级人社局随政策数据装载,院校的名称、属地和停办带日期、留沿革,请到"
    where = ("schools", "院校与结对")

    def has_import_permission(self, request) -> bool:
        """Schools come in by 技工院校; bureaus come with the policy data."""
        return False
