"""What lists can be narrowed by. Each is a GET form: what cannot be read is said, never ignored."""

from django import forms

from pairing.models import Partnership, PovertyCounty, School
from pairing.queries import poverty
from portal import search
from portal.queries import regions


class DayField(forms.DateField):
    """A day, as the browser's calendar writes it or as people do."""

    def __init__(self, label: str, **kwargs):
        super().__init__(
            label=label,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"],
            error_messages={
                "invalid": f"“{label}”要写成 2019-04-04 这样的日期。",
                "required": f"请填写{label},如 2019-04-04。",
            },
            **kwargs,
        )


class Filter(forms.Form):
    """A GET form over a list; ``chosen`` is what the address must carry on, e.g. to the workbook.

    ``standing`` is what a field holds and shows where nothing was asked.
    """

    def __init__(self, data, **standing: str):
        self.asked = data
        filled = data.copy()
        for name, value in standing.items():
            filled[name] = filled.get(name) or value
        super().__init__(filled, auto_id="f-%s")

    @property
    def chosen(self) -> dict[str, str]:
        """The filled filters as they came."""
        return {name: self.asked[name] for name in self.fields if self.asked.get(name)}


def _cut(asked):
    """What was asked, with the text as long as it is searched: a pasted page is not written back."""
    asked = asked.copy()
    if "q" in asked:
        asked["q"] = search.words(asked["q"])
    return asked


class TextFilter(Filter):
    """The search box of a list."""

    q = forms.CharField(label="名称", required=False, max_length=search.LONGEST, strip=True)

    def __init__(self, data, **standing: str):
        super().__init__(_cut(data), **standing)


def _choices(any_title: str, pairs) -> list[tuple[str, str]]:
    return [("", any_title), *pairs]


def _city_choices() -> list[tuple[str, str]]:
    return _choices("全部市(地)", [(city.code, city.name) for city in regions.cities()])


class SchoolFilter(TextFilter):
    """The register of schools."""

    city = forms.ChoiceField(label="市(地)", required=False)
    grade = forms.ChoiceField(label="办学层次", required=False, choices=_choices("全部层次", School.Grade.choices))
    attachment1 = forms.ChoiceField(
        label="附件1", required=False, choices=_choices("不限", [("yes", "附件1院校"), ("no", "其他院校")])
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=_choices("不限", [("open", "在办"), ("closed", "已停办")])
    )

    def __init__(self, data, whole: bool):
        super().__init__(data)
        self.fields["q"].widget.attrs["placeholder"] = "名称、拼音或首字母"
        if whole:
            self.fields["city"].choices = _city_choices()
        else:
            del self.fields["city"]


class PartnershipFilter(TextFilter):
    """The list of pairings."""

    level = forms.ChoiceField(label="级别", required=False, choices=_choices("全部级别", Partnership.Level.choices))
    city = forms.ChoiceField(label="市(地)", required=False)
    on = DayField("在该日有效", required=False)

    def __init__(self, data, whole: bool):
        super().__init__(data)
        self.fields["q"].label = "院校或县(市)"
        if whole:
            self.fields["city"].choices = _city_choices()
        else:
            del self.fields["city"]


class PovertyFilter(TextFilter):
    """The list of poverty counties on a day."""

    on = DayField("查询日期", required=False)
    grade = forms.ChoiceField(label="级别", required=False, choices=_choices("全部级别", PovertyCounty.Grade.choices))
    state = forms.ChoiceField(label="当日状态", required=False, choices=_choices("不限", poverty.WORDS.items()))
