"""Adding and changing a school."""

from django import forms

from pairing.forms.filters import DayField
from pairing.models import School
from portal.queries import regions
from portal.scope import Scope

_REGION = {"required": "请选择所在地。", "invalid_choice": "所选区划不在可选范围内,请在列表中选择。"}


def seat_choices(scope: Scope, day):
    """Where a school of this scope can stand: a city offers itself and its 县(市、区), the province the 13 cities."""
    if scope.level == "city":
        return regions.with_counties(scope.region_id, day)
    return regions.cities()


class SchoolForm(forms.Form):
    """A new school or training institution. Only the province may leave the city open (待分配)."""

    name = forms.CharField(
        label="院校全称",
        max_length=80,
        help_text="与办学许可证一致,不写简称",
        error_messages={"required": "请填写院校全称。", "max_length": "全称最多 80 个字。"},
    )
    grade = forms.ChoiceField(
        label="办学层次",
        choices=[("", "请选择"), *School.Grade.choices],
        help_text="通知(一):技工院校含职业培训机构",
        error_messages={"required": "请选择办学层次。"},
    )
    region = forms.ModelChoiceField(queryset=None, label="所在地", empty_label="请选择", error_messages=_REGION)
    opened_on = DayField("成立日期", required=False, help_text="不知道就留空,页面显示“日期不详”")
    seat_source = forms.CharField(label="属地依据", max_length=200, required=False, help_text="如办学许可证编号、批文")

    def __init__(self, *args, scope: Scope, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["region"].queryset = seat_choices(scope, day)
        if scope.whole:
            self.fields["region"].required = False
            self.fields["region"].empty_label = "属地待分配"

    def clean_opened_on(self):
        """A school that is not there yet cannot report."""
        opened = self.cleaned_data["opened_on"]
        if opened and opened > self.day:
            raise forms.ValidationError(f"成立日期 {opened} 还没有到(今天是 {self.day})。")
        return opened


class RenameForm(forms.Form):
    """A new name from a day."""

    name = forms.CharField(label="新名称", max_length=80, error_messages={"required": "请填写新名称。"})
    on = DayField("启用日期", help_text="该日以前的报表仍显示原名称")
    note = forms.CharField(label="依据", max_length=200, required=False, help_text="如更名批复文号")


class CloseForm(forms.Form):
    """Closed, or merged into another, from a day."""

    on = DayField("停办日期", help_text="该日以前的报表保留这所院校")
    into = forms.ModelChoiceField(
        queryset=None,
        label="并入",
        required=False,
        empty_label="不并入其他院校",
        error_messages={"invalid_choice": "所选院校不在可选范围内。"},
    )
    note = forms.CharField(label="依据", max_length=200, required=False, help_text="如停办或合并的批复文号")

    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others

    @property
    def asked(self) -> str:
        """The day and the school it goes into: what a yes was said to; another day asks again."""
        into = self.cleaned_data["into"]
        return f"{self.cleaned_data['on']}/{into.pk if into else ''}"


class ReopenForm(forms.Form):
    """Why a closing is taken back."""

    note = forms.CharField(
        label="撤销理由",
        max_length=150,
        help_text="如日期填错、院校选错。停办时结束的结对一并恢复",
        error_messages={"required": "请写明撤销停办的理由。"},
    )


class SeatForm(forms.Form):
    """The province says where a school belongs."""

    city = forms.ModelChoiceField(queryset=None, label="属地市(地)", empty_label="请选择", error_messages=_REGION)
    on = DayField(
        "生效日期",
        required=False,
        help_text="自该日起由该市(地)填报;报表按统计截止日的属地列院校。填错了,用原来的生效日期再办一次即改正",
    )
    note = forms.CharField(
        label="依据或更正原因",
        max_length=200,
        help_text="写明来源;没有正式来源的写明是谁、如何确定的。已建的报表保持原样",
        error_messages={"required": "请写明属地依据。"},
    )
    confirmed = forms.BooleanField(label="已有正式来源,属地确认", required=False, help_text="不勾选则页面显示“待确认”")

    def __init__(self, *args, first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = regions.cities()
        self.fields["on"].required = first  # a seat that is only confirmed keeps the day it began
