"""What lists and pages of figures may be asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.base.clock import today
from liren.kernel.doors.forms import day_field
from liren.kernel.policy.models import Pack

VERIFY = [
    ("", _("全部")),
    ("yes", _("待核实")),
    ("edited", _("本地改过")),
    ("formula", _("计算公式")),
]


class Asked(TypedDict):
    """What the list of rules was asked."""

    q: str
    theme: str
    verify: str
    pack: str
    day: date


class BrowseForm(forms.Form):
    """Which rules, of which place, on which day."""

    q = forms.CharField(label=_("搜索"), required=False, max_length=60)
    theme = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    pack = forms.ChoiceField(label=_("地方"), required=False)
    verify = forms.ChoiceField(label=_("看哪些"), required=False, choices=VERIFY)
    day = day_field(_("哪一天的规则"))

    def __init__(self, *args: Any, packs: Sequence[Pack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = [(pack.code, str(pack)) for pack in packs]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked; what makes no sense is as if it had not been asked."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "q": given.get("q", ""),
            "theme": given.get("theme", ""),
            "verify": given.get("verify", ""),
            "pack": given.get("pack", ""),
            "day": given.get("day") or today(),
        }


class AsOfForm(forms.Form):
    """Figures of which day, in which order, and whether only where something is short."""

    day = day_field(_("截至哪一天"))
    sort = forms.RegexField(r"^-?[a-z_.]{1,60}$", required=False)
    theme = forms.RegexField(r"^[a-z_]{1,30}$", required=False)
    gaps = forms.BooleanField(label=_("只看不达标的"), required=False)

    def asked(self) -> dict[str, Any]:
        """What was asked; what makes no sense is as if it had not been asked."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "day": given.get("day") or today(),
            "sort": given.get("sort", ""),
            "theme": given.get("theme", ""),
            "gaps": bool(given.get("gaps")),
        }


class CompareForm(forms.Form):
    """Which two places, on which two days."""

    left = forms.ChoiceField(label=_("左边"), required=False)
    left_day = day_field(_("左边的日期"))
    right = forms.ChoiceField(label=_("右边"), required=False)
    right_day = day_field(_("右边的日期"))
    same = forms.BooleanField(label=_("也列出相同的"), required=False)

    def __init__(self, *args: Any, packs: Sequence[Pack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(pack.code, str(pack)) for pack in packs]
        self.packs = packs
        self.fields["left"].choices = choices  # type: ignore[attr-defined]
        self.fields["right"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What was asked; by default this place beside the next one, today."""
        self.is_valid()
        given = self.cleaned_data
        codes = [pack.code for pack in self.packs] + [""]
        return {
            "left": given.get("left") or codes[0],
            "right": given.get("right") or codes[1],
            "left_day": given.get("left_day") or today(),
            "right_day": given.get("right_day") or today(),
            "same": bool(given.get("same")),
        }
