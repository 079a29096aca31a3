"""The shape of what is written down of works that residents pay for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.money.actions.works import Given
from liren.apps.money.forms.projects import lines
from liren.apps.money.models import Contribution, Work
from liren.apps.money.rules.giving import DecidedBy
from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

ROWS = 6  # households on one page


class WorkForm(KeyForm):
    """What was decided, by whom, and what it costs."""

    area = forms.ChoiceField(label=pgettext_lazy("work", "社区"))
    title = forms.CharField(label=_("办什么事"), max_length=80)
    text = lines(
        pgettext_lazy("work", "具体内容"),
        2000,
        help_text=_("在哪里、办什么、怎么办，居民都会看到。"),
    )
    decided_by = forms.ChoiceField(label=_("由哪个会议决定"), choices=DecidedBy.choices)
    decided_on = near_day(_("会议日期"))
    entitled = forms.IntegerField(label=_("应到人数"), min_value=1, max_value=1_000_000)
    present = forms.IntegerField(label=_("到会人数"), min_value=1, max_value=1_000_000)
    votes_for = forms.IntegerField(label=_("同意人数"), min_value=1, max_value=1_000_000)
    minutes = forms.CharField(
        label=_("会议记录"),
        max_length=200,
        help_text=_("名称、编号或存放处。"),
    )
    target_fen = yuan_field(_("需要筹集（元）"))
    share_fen = yuan_field(
        _("每户（元）"),
        required=False,
        help_text=_("各户自愿、数额不等就不填。"),
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        self.areas = {one.code: one for one in areas}
        choices = [(one.code, str(one)) for one in areas]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """With the community itself; no share is none."""
        given = super().facts()
        share = given["share_fen"] or 0
        return {**given, "area": self.areas[given["area"]], "share_fen": share}


class CollectForm(KeyForm):
    """Some households by hand."""

    day = near_day(_("收款日期"))

    def __init__(self, *args: Any, share: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        for n in range(ROWS):
            self.fields[f"place{n}"] = forms.CharField(
                label=_("楼栋房号"), max_length=60, required=False
            )
            self.fields[f"name{n}"] = forms.CharField(
                label=pgettext_lazy("work", "姓名"), max_length=40, required=False
            )
            self.fields[f"fen{n}"] = yuan_field(
                pgettext_lazy("work", "金额（元）"), required=False, initial=share or None
            )
            self.fields[f"paper{n}"] = forms.CharField(
                label=_("收据号"), max_length=80, required=False
            )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each household."""
        names = ("place", "name", "fen", "paper")
        return [[self[f"{name}{n}"] for name in names] for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """A household without a place is one that was left empty, unless more was typed."""
        typed = super().clean() or {}
        for n in range(ROWS):
            if typed.get(f"place{n}") and not typed.get(f"fen{n}"):
                self.add_error(f"fen{n}", _("请写这一户的金额。"))
            if typed.get(f"name{n}") and not typed.get(f"place{n}"):
                self.add_error(f"place{n}", _("请写楼栋和房号。"))
        return typed

    def facts(self) -> dict[str, Any]:
        """The households that were typed."""
        typed = self.cleaned_data
        found = [
            Given(typed[f"place{n}"], typed[f"fen{n}"], typed[f"name{n}"], typed[f"paper{n}"])
            for n in range(ROWS)
            if typed.get(f"place{n}")
        ]
        return {"lines": found, "day": typed["day"]}


class ContributionSheetForm(KeyForm):
    """A spreadsheet of households."""

    day = near_day(_("收款日期"))
    sheet = forms.FileField(
        label=pgettext_lazy("work", "表格"),
        help_text=_(
            "XLSX，四列：楼栋房号、姓名、金额（元）、收据号；第一行是列名。先预览，再登记。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class LinesForm(KeyForm):
    """Which of the lines that wait; to strike them, also why."""

    pick = forms.TypedMultipleChoiceField(required=False)
    reason = forms.CharField(
        label=pgettext_lazy("money", "原因"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, rows: Sequence[Contribution], strikes: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        keys = [str(one.uid) for one in rows]
        self.fields["pick"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
        # what was decided meanwhile is refused by the act, with a sentence of its own
        self.fields["pick"].valid_value = is_key  # type: ignore[attr-defined]
        if not strikes:
            del self.fields["reason"]

    def facts(self) -> dict[str, Any]:
        """The keys of the lines."""
        given = super().facts()
        return {"lines": [UUID(key) for key in given.pop("pick")], **given}


def is_key(given: str) -> bool:
    """Whether this may be the key of a line."""
    try:
        return bool(UUID(given))
    except ValueError:
        return False


class FinishForm(KeyForm):
    """What came of it."""

    outcome = lines(_("办成了什么"), 1000)
    done_on = near_day(_("完工日期"))


class CloseForm(KeyForm):
    """Where the rest goes."""

    into = forms.ChoiceField(label=_("余款怎么办"), required=False, widget=forms.RadioSelect)
    paper = forms.CharField(
        label=_("居民同意留用的会议记录"), max_length=200, required=False,
        help_text=_("只有把余款留给下一件事时要填。"),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Work], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {str(one.uid): one for one in offered}
        named = [(key, _("留给：%(title)s") % {"title": one}) for key, one in self.known.items()]
        into: Any = self.fields["into"]
        into.choices = [("", _("按各户所交的比例退还")), *named]
        into.initial = ""

    def facts(self) -> dict[str, Any]:
        """With the work itself."""
        given = super().facts()
        return {**given, "into": self.known.get(given["into"])}


class CancelForm(KeyForm):
    """Why it is not done."""

    reason = lines(pgettext_lazy("money", "原因"), 1000, rows=3)
