"""Forms of lists, their versions and entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.duties.models import Document
from liren.apps.duties.rules.entries import CODED, FIELDS, HEADINGS, WORDS, Line
from liren.apps.duties.rules.entry_sheet import LONGEST
from liren.apps.duties.rules.lists import ListKind
from liren.apps.duties.rules.versions import LONGEST_NOTE
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm

LONG = frozenset({"inputs", "note"})
DAYS = frozenset({"valid_from", "valid_to"})
SHOWN = ("heading0", "heading1", "code", "zh", "duty_class", "responsible", "doer", "document")
HINTS: Mapping[str, object] = {
    "heading0": _("选已有的类目，或写一个新的。"),
    "code": _("只用字母、数字、点和短横线；以后各版都用它指这一项。"),
    "document": _("写文号或标题；要先在政策文件里登记。"),
    "responsible": _("写部门名称。"),
    "clock": _("例如 15 working_days（工作日）、30 days（日）。"),
    "case_kinds": _("事件类型的代码，用逗号隔开。"),
    "valid_to": _("失效前的最后一天；长期有效就留空。"),
}


class ListForm(KeyForm):
    """A new list."""

    area = forms.ChoiceField(label=_("适用辖区"))
    kind = forms.ChoiceField(label=_("清单类型"), choices=ListKind.choices)
    zh = forms.CharField(label=_("清单名称"), max_length=80)
    en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    issuer = forms.CharField(label=_("发布机关"), max_length=120)

    def __init__(self, *args: Any, areas: Iterable[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].choices = [(one.code, str(one)) for one in areas]  # type: ignore[attr-defined]


class PublishForm(KeyForm):
    """From when a version holds, and on which document."""

    valid_from = forms.DateField(
        label=_("执行日期"), help_text=_("从这一天起执行，不能早于今天。发布后不能再改。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    document = forms.ChoiceField(label=_("发布依据"), required=False)
    note = forms.CharField(label=_("说明"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, documents: Iterable[Document], **options: Any) -> None:
        options["initial"] = {"valid_from": today(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.documents = {str(one.uid): one for one in documents}
        listed = [(uid, str(one)) for uid, one in self.documents.items()]
        self.fields["document"].choices = [("", _("没有")), *listed]  # type: ignore[attr-defined]

    def clean_document(self) -> Document | None:
        """The document that was chosen."""
        return self.documents.get(self.cleaned_data["document"])


class SheetForm(KeyForm):
    """A spreadsheet of entries."""

    file = forms.FileField(
        label=_("表格文件"), help_text=_("与导出的清单同样的列。.xlsx、.xls、.ods 都可以。")
    )


class EntryForm(KeyForm):
    """An entry: the few things that every entry needs, and the rest behind them."""

    def __init__(
        self, *args: Any, line: Line | None = None, offers: Mapping[str, Sequence[str]],
        **options: Any,
    ) -> None:  # fmt: skip
        if line is not None:
            headings = {f"heading{at}": name for at, name in enumerate(line.headings)}
            options["initial"] = {**line.facts, **headings}
        super().__init__(*args, **options)
        labels = {f"heading{at}": label for at, label in enumerate(HEADINGS)}
        if line is None:
            labels["code"] = CODED
        for name, label in {**labels, **FIELDS}.items():
            self.fields[name] = field_of(name, label, f"offer-{name}" if name in offers else "")
        self.offers = {f"offer-{name}": words for name, words in offers.items()}

    def main(self) -> list[Any]:
        """The fields that stand in front."""
        return [self[name] for name in SHOWN if name in self.fields]

    def rest(self) -> list[Any]:
        """The fields that one opens."""
        return [self[name] for name in self.fields if name not in (*SHOWN, "key")]

    def cells(self) -> dict[str, str]:
        """What was given, as a sheet would say it."""
        return {
            name: one.isoformat() if hasattr(one, "isoformat") else str(one or "")
            for name, one in self.facts().items()
        }


def field_of(name: str, label: Any, offer: str) -> forms.Field:
    """The field of one column."""
    base: dict[str, Any] = {
        "label": label, "required": name in ("code", "zh"), "help_text": HINTS.get(name, ""),
    }  # fmt: skip
    if name in WORDS:
        choices = [("", _("不分")), *WORDS[name].choices]
        return forms.ChoiceField(choices=choices, **base)
    if name in DAYS:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **base)
    most = LONGEST.get(name, 30)
    if name in LONG:
        return forms.CharField(max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **base)
    attrs = {"list": offer, "autocomplete": "off"} if offer else {}
    return forms.CharField(max_length=most, widget=forms.TextInput(attrs=attrs), **base)
