"""Pairing a school with a 县(市), and ending it."""

from django import forms

from pairing.forms.filters import DayField
from pairing.models import Partnership

_MISSING = {"invalid_choice": "所选项不在可选范围内,请在列表中选择。"}


class PairForm(forms.Form):
    """A new pairing; a city makes 市级 ones only, so it is not asked for the level."""

    school = forms.ModelChoiceField(
        queryset=None,
        label="技工院校",
        empty_label="请选择",
        error_messages=_MISSING | {"required": "请选择技工院校。"},
    )
    county = forms.ModelChoiceField(
        queryset=None, label="县(市)", empty_label="请选择", error_messages=_MISSING | {"required": "请选择县(市)。"}
    )
    level = forms.ChoiceField(
        label="级别",
        choices=Partnership.Level.choices,
        initial=Partnership.Level.CITY,
        help_text="省级:省厅确定的重点院校与重点贫困县(市);市级:属地院校与属地县(市)。通知(三)",
    )
    valid_from = DayField("结对日期")

    def __init__(self, *args, open_schools, counties, whole: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = open_schools
        self.fields["county"].queryset = counties
        if not whole:
            del self.fields["level"]


class EndForm(forms.Form):
    """The day from which a pairing no longer runs."""

    on = DayField("结束日期", help_text="该日起不再结对;与结对日期相同表示误录,作废")
    note = forms.CharField(label="理由", max_length=200, error_messages={"required": "请写明理由。"})
