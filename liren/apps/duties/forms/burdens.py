"""The shape of what is written down of burdens and hours."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.duties.models import Application, Burden
from liren.apps.duties.queries.estimates import Row
from liren.apps.duties.rules.burdens import Rhythm
from liren.apps.duties.rules.estimates import MOST_STAFF, Hours
from liren.kernel.access.models import Body
from liren.kernel.web.forms import KeyForm, day

YEARS = (1980, 2100)
FREE = 4  # empty lines at the end of a month's page


class BurdenForm(KeyForm):
    """What stands there, who wants it, how often it comes round."""

    kind = forms.ChoiceField(label=_("类型"))
    title = forms.CharField(
        label=_("名称"), max_length=80, help_text=_("牌子上的字、台账或群的名称，照原样写。")
    )
    asker = forms.ChoiceField(label=_("哪个单位要求的"), required=False)
    asker_name = forms.CharField(label=_("上面没有的单位，写名称"), max_length=80, required=False)
    rhythm = forms.ChoiceField(
        label=_("多久一次"), required=False, choices=[("", _("不定期")), *Rhythm.choices]
    )
    since = day(_("从哪天开始"), years=YEARS, required=False)
    generated = forms.BooleanField(label=_("由系统按底数自动生成，不用手填"), required=False)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, kinds: Sequence[tuple[str, Any]] = (), bodies: Sequence[Body], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.bodies = {body.code: body for body in bodies}
        named = [(body.code, str(body)) for body in bodies]
        self.fields["asker"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        if kinds:
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]

    def facts(self) -> dict[str, Any]:
        """What was given, with the body itself."""
        given = super().facts()
        return {**given, "asker": self.bodies.get(given.get("asker", ""))}


def said_of(row: Burden) -> dict[str, Any]:
    """What stands there already, for the form that changes it."""
    names = ("title", "asker_name", "rhythm", "generated", "since", "note")
    asker = row.asker.code if row.asker else ""
    return {"asker": asker, **{name: getattr(row, name) for name in names}}


class AdmitForm(KeyForm):
    """On which admission it stands."""

    application = forms.ChoiceField(label=_("准入"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Sequence[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.uid): one for one in offered}
        words = [(str(one.uid), f"{one.number} {one.title}（{one.body}）") for one in offered]
        self.fields["application"].choices = words  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The admission itself."""
        return {"application": self.known[super().facts()["application"]]}


class MergeForm(KeyForm):
    """Into which other one."""

    into = forms.ChoiceField(label=_("并入"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Sequence[Burden], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.uid): one for one in offered}
        words = [
            (key, f"{one.title}（{one.asker or one.asker_name}）")
            for key, one in self.known.items()
        ]
        self.fields["into"].choices = words  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The other one itself."""
        return {"into": self.known[super().facts()["into"]]}


class OrderForm(KeyForm):
    """By when, on what document."""

    remove_by = day(_("清理期限"), years=YEARS)
    document = forms.CharField(
        label=_("依据文件"), max_length=200, help_text=_("文号或名称，社区和要求单位都会看到。")
    )


class EndForm(KeyForm):
    """Since when and how it is gone."""

    on = day(_("哪天清理的"), years=YEARS, required=False)
    note = forms.CharField(
        label=_("怎么清理的"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SheetForm(KeyForm):
    """A spreadsheet of burdens."""

    sheet = forms.FileField(
        label=_("表格"),
        help_text=_("XLSX，列名与导出的表相同；先预览，再登记。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class TakeForm(KeyForm):
    """The lines that were shown and are now taken."""

    lines = forms.CharField(widget=forms.HiddenInput, max_length=400_000)


class EstimateForm(KeyForm):
    """The hours of a month: a number beside each thing, and some empty lines."""

    staff = forms.IntegerField(label=_("本月参加的人数"), min_value=1, max_value=MOST_STAFF)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for n, row in enumerate(self.rows):
            self.fields[f"h{n}"] = hours(row.label, initial=row.hours)
        for n in range(FREE):
            self.fields[f"l{n}"] = forms.CharField(
                label=_("其他工作"), max_length=80, required=False
            )
            self.fields[f"o{n}"] = hours(_("工时"))

    def given(self) -> list[Hours]:
        """What was typed, each with what it stands on."""
        typed = self.cleaned_data
        lines = [
            Hours(row.label, typed[f"h{n}"], row.source)
            for n, row in enumerate(self.rows)
            if typed.get(f"h{n}")
        ]
        return lines + [
            Hours(typed[f"l{n}"].strip(), typed[f"o{n}"])
            for n in range(FREE)
            if typed.get(f"l{n}") and typed.get(f"o{n}")
        ]

    def clean(self) -> dict[str, Any]:
        """Hours of something that is not named belong nowhere."""
        typed = super().clean() or {}
        for n in range(FREE):
            if typed.get(f"o{n}") and not typed.get(f"l{n}"):
                self.add_error(f"l{n}", _("请写明这些工时花在什么事上。"))
        return typed


def hours(label: Any, **options: Any) -> forms.DecimalField:
    """Hours, to the half."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99_999),
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
        **options,
    )
