"""Declaring facts, one by one or as a sheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.standards.queries.inputs import Fact
from liren.kernel.base.clock import today
from liren.kernel.doors import names
from liren.kernel.doors.forms import day_field
from liren.kernel.web.forms import KeyForm

LARGEST_SHEET = 1024 * 1024


class DeclareForm(KeyForm):
    """One number of an area, of which day, and from where."""

    item = forms.ChoiceField(label=_("哪一项"))
    value = forms.DecimalField(label=_("数值"), max_digits=18, decimal_places=4)
    day = day_field(_("统计日期"), required=True)
    document = forms.CharField(
        label=_("数据出处"),
        max_length=300,
        help_text=_("文件或报表的名称、文号。例如：2026 年三季度户籍人口统计表"),
    )

    def __init__(self, *args: Any, listed: Sequence[Fact], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("day", today())
        super().__init__(*args, **kwargs)
        choices = [
            (one.key, f"{one.label}（{names.unit(one.unit)}）" if one.unit else one.label)
            for one in listed
        ]
        self.fields["item"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """The number that one has looked at."""

    value = forms.DecimalField(max_digits=18, decimal_places=4, widget=forms.HiddenInput)


class SheetForm(forms.Form):
    """A spreadsheet with one line for each area."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("XLSX 或 CSV。第一行是表头：辖区代码，然后每项底数一列。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )
    day = day_field(_("统计日期"), required=True)
    document = forms.CharField(label=_("数据出处"), max_length=300)

    def clean_file(self) -> Any:
        """Not larger than a sheet of figures can be."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_SHEET:
            raise forms.ValidationError(_("文件超过 1 MB。请分几次导入。"))
        return given


class LinesForm(forms.Form):
    """The lines of a sheet that was looked through, to be declared now."""

    lines = forms.CharField(max_length=500_000, widget=forms.HiddenInput, strip=False)
    day = day_field(_("统计日期"), required=True)
    document = forms.CharField(label=_("数据出处"), max_length=300)
