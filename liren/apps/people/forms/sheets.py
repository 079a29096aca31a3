"""Forms of spreadsheets: the file, and which of its columns is which."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Sheet
from liren.apps.people.rules.sheets import COLUMNS, NEEDED
from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm


class SheetForm(KeyForm):
    """A file, who sent it, and for which community."""

    area = forms.ChoiceField(label=_("导入到"))
    sender = forms.CharField(
        label=_("表格来源"), max_length=60,
        help_text=_("例如：派出所月报、物业台账。同一来源下次会自动对应列。"),
        widget=forms.TextInput(attrs={"list": "senders", "autocomplete": "off"}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("表格文件"), help_text=_("第一行是列名，下面一行一人。.xlsx、.xls、.ods 都可以。")
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(one.code, str(one)) for one in areas]  # type: ignore[attr-defined]


class ColumnsForm(KeyForm):
    """Which column of the sheet is which."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(str(at), title or f"{at + 1}") for at, title in enumerate(sheet.head)]
        for name, label in COLUMNS.items():
            need = name in NEEDED
            self.fields[name] = forms.ChoiceField(
                label=str(label),
                required=need,
                choices=[("", _("请选择") if need else _("没有这一列")), *titles],
                initial=str(sheet.mapping.get(name, "")),
            )

    def mapping(self) -> dict[str, int]:
        """Column of the register → place in the sheet."""
        return {name: int(place) for name, place in self.facts().items() if place}
