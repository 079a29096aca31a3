"""The shape of a no, of an appeal and of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.duties.forms.assignments import long_text
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import Ground
from liren.apps.duties.rules.refusals import OWN
from liren.kernel.access.models import Area, Body
from liren.kernel.web.forms import KeyForm


class RefuseForm(KeyForm):
    """The ground, filled in by the gate, and what else there is to say."""

    ground = forms.ChoiceField(label=_("拒办理由"), choices=Ground.choices)
    note = long_text(
        _("说明"), 500, required=False, help_text=_("可以不填；选“已有”或“别的单位”时请写明。")
    )

    def __init__(self, *args: Any, given: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {given, *OWN} if given else set(OWN)
        chosen = [(code, name) for code, name in Ground.choices if code in offered]
        self.fields["ground"].choices = chosen  # type: ignore[attr-defined]
        if given:
            self.fields["ground"].initial = given


class OutsideForm(forms.Form):
    """Who asked for what, before it is looked up."""

    area = forms.ChoiceField(label=_("社区"))
    asker = forms.ChoiceField(label=_("哪个部门要求的"))
    kind = forms.ChoiceField(label=_("要求的是什么"), choices=AskKind.choices)
    title = forms.CharField(
        label=pgettext_lazy("duty", "事项"),
        max_length=80,
        help_text=_("例如：报送独居老人月报表。"),
    )
    entry_code = forms.CharField(label=_("清单编码（没有可不填）"), max_length=30, required=False)

    def __init__(self, *args: Any, areas: list[Area], askers: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(area.code, str(area)) for area in areas]
        self.fields["area"].choices = places  # type: ignore[attr-defined]
        bodies = [(body.code, str(body)) for body in askers]
        self.fields["asker"].choices = bodies  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["area"].initial = places[0][0]


class AppealForm(KeyForm):
    """Why it should be done after all."""

    text = long_text(_("申诉理由和依据"), 500)


class DecideForm(KeyForm):
    """Whether the no stands."""

    upheld = forms.TypedChoiceField(
        label=_("决定"),
        choices=[("yes", _("维持拒办")), ("no", _("应当办理"))],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        help_text=_("“应当办理”也要过准入关口：没有准入和经费的，改不了。"),
    )
    decision = long_text(_("理由"), 500)
