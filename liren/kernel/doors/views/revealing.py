"""A masked fact shown for a reason, and who looked at one's own."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from liren.kernel.access.request import Request
from liren.kernel.doors import queries, revealable
from liren.kernel.doors.actions.revealing import show
from liren.kernel.doors.views.account import base
from liren.kernel.doors.views.accounts import turned
from liren.kernel.web.respond import part, refusals_to

OTHER = "other"
REASONS = (
    ("ask", _("联系本人核实情况")),
    ("visit", _("上门前联系")),
    ("wanted", _("本人要求回电")),
    ("urgent", _("情况紧急，要马上联系")),
    (OTHER, _("其他原因（请写明）")),
)


class RevealForm(forms.Form):
    """Why somebody has to see it."""

    why = forms.ChoiceField(label=_("为什么要看"), choices=REASONS, widget=forms.RadioSelect)
    text = forms.CharField(label=_("补充说明"), max_length=120, required=False)

    def clean(self) -> dict[str, object]:
        """The reason in words."""
        given = super().clean() or {}
        text, why = str(given.get("text") or "").strip(), given.get("why")
        if why == OTHER and not text:
            self.add_error("text", _("请写明原因。"))
        said = "" if why == OTHER else str(dict(REASONS).get(str(why), ""))
        given["reason"] = "：".join(filter(None, (said, text)))
        return given


@sensitive_variables("value")
def reveal(request: Request, label: str, key: str, field: str) -> HttpResponse:
    """First the reason, then the fact, in this answer alone."""
    row = revealable.find(request.actor, label, key, field)
    form, value = RevealForm(request.POST or None), ""
    if form.is_valid():
        with refusals_to(form):
            value = show(request.actor, row, field, form.cleaned_data["reason"])
    fact = revealable.fact(row, field)
    facts = {"name": fact.name if fact else "", "row": row, "field": field, "value": value}
    facts |= {"masked": revealable.masked(row, field), "back": _back(request, row)}
    return part(request, "doors/reveal.html", "reveal", base=base(request), form=form, **facts)


@require_safe
def looks(request: Request) -> HttpResponse:
    """Who had a fact of oneself shown, and why."""
    found = queries.looks(request.actor, request.GET.get("cursor", ""))
    facts = {"newer": turned({}, found.newer), "older": turned({}, found.older)}
    rows = [(look, revealable.name(look.subject_type, look.field)) for look in found.rows]
    return part(request, "doors/looks.html", "looks", base=base(request), rows=rows, **facts)


def _back(request: Request, row: object) -> str:
    url = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if url and safe:
        return url
    own = getattr(row, "get_absolute_url", None)
    return str(own()) if own else reverse("doors.account")
