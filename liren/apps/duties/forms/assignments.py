"""The shape of what is handed out, reported and accepted."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.duties.models import Assignment
from liren.apps.duties.rules.admission import AskKind
from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day(label: Any, **facts: Any) -> forms.DateField:
    """A date that the browser picks."""
    bounds = {"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}
    widget = forms.DateInput(attrs=bounds, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **facts)


def long_text(label: Any, longest: int, **facts: Any) -> forms.CharField:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": facts.pop("rows", 3)})
    return forms.CharField(label=label, max_length=longest, widget=widget, **facts)


class AssignForm(KeyForm):
    """What is handed out, by when, and to which communities."""

    title = forms.CharField(label=_("交办事项"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=AskKind.choices)
    text = long_text(
        _("要求"),
        2000,
        required=False,
        help_text=_("做什么、怎样算做完、结果交到哪里。不要写个人信息。"),
    )
    due_on = day(pgettext_lazy("duty", "完成日期"))
    communities = forms.MultipleChoiceField(
        label=_("社区"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quantity = forms.IntegerField(
        label=_("每个社区的数量"), required=False, min_value=0, max_value=1_000_000
    )
    sheet = forms.FileField(
        label=_("或上传社区和数量表"),
        required=False,
        help_text=_("XLSX，第一列社区名称或代码，第二列数量。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(
        self, *args: Any, areas: list[Area], counted: bool, kinds: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [(area.code, f"{area.parent} · {area}") for area in areas]
        self.fields["communities"].choices = listed  # type: ignore[attr-defined]
        if not counted:
            self.fields["quantity"].label = _("每个社区的数量（不计数的不填）")
        else:
            self.fields["quantity"].help_text = _("不填就按准入时核定的数量交办。")
        if kinds:
            chosen = [(code, name) for code, name in AskKind.choices if code in kinds]
            self.fields["kind"].choices = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Chosen communities, or a sheet of them."""
        given = super().clean() or {}
        if not given.get("communities") and not given.get("sheet"):
            self.add_error("communities", _("请勾选社区，或上传一张表。"))
        return given


class ReportWorkForm(KeyForm):
    """What was done, and how much."""

    outcome = long_text(_("完成情况"), 2000)
    quantity = forms.IntegerField(label=_("完成数量"), min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, row: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _counted(self, row, row.quantity)


class AcceptWorkForm(KeyForm):
    """How much of it is taken; what is not taken is disputed."""

    quantity = forms.IntegerField(
        label=_("验收数量"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("少于报告数量的，差额进入争议，请写明理由。"),
    )
    note = long_text(_("少验收的理由"), 500, required=False)

    def __init__(self, *args: Any, row: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _counted(self, row, row.done_quantity)
        if not row.quantity:
            del self.fields["note"]


def _counted(form: KeyForm, row: Assignment, usual: int) -> None:
    """Where nothing is counted, nobody is asked for a number."""
    if not row.quantity:
        del form.fields["quantity"]
        return
    form.fields["quantity"].initial = usual
    if row.unit:
        form.fields["quantity"].label = f"{form.fields['quantity'].label}（{row.unit}）"


class NoteForm(KeyForm):
    """Why."""

    note = long_text(_("理由"), 500)

    def __init__(self, *args: Any, row: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SignForm(KeyForm):
    """Nothing but the button."""

    def __init__(self, *args: Any, row: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
