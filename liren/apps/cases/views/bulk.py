"""The same step on many cases at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries import competent
from liren.apps.cases import actions
from liren.apps.cases.models import Case
from liren.kernel.access.bulk import each
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value
from liren.kernel.web.respond import go, part


class BulkForm(forms.Form):
    """Which cases, which step, and to whom."""

    verb = forms.ChoiceField(choices=[("cases.accept", ""), ("cases.dispatch", "")])
    pick = forms.TypedMultipleChoiceField(coerce=UUID)
    handler = forms.CharField(required=False, max_length=40)
    note = forms.CharField(
        label=gettext_lazy("派遣说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("派给职能单位以外的单位时，请写明理由。"),
    )
    back = forms.CharField(required=False, max_length=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.data.getlist("pick") if hasattr(self.data, "getlist") else []
        self.fields["pick"].choices = [(one, one) for one in picked]  # type: ignore[attr-defined]


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Accept or dispatch the chosen cases; each one is done or says why not."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        raise Refused("cases.none-chosen", _("还没有选中事件。请先勾选，再点操作。"))
    asked = form.cleaned_data
    if len(asked["pick"]) > (most := value("cases.bulk_limit")):
        sentence = _("一次最多办理 %(most)d 件，请分几次。")
        raise Refused("cases.too-many", sentence % {"most": most})
    rows = list(
        Case.objects.allowed(request.actor, "cases.view")
        .filter(uid__in=asked["pick"])
        .select_related("kind", "area", "handler")
    )
    if asked["verb"] == "cases.dispatch" and not asked["handler"]:
        return choose(request, form, rows)
    return carry_out(request, asked, rows)


def choose(request: Request, form: BulkForm, rows: list[Case]) -> HttpResponse:
    """Ask to whom the chosen cases go: whoever reaches all of their places."""
    reach = [{body.pk: body for body in competent(row.kind.competent, row.area)} for row in rows]
    common = set.intersection(*(set(found) for found in reach)) if reach else set()
    bodies = [body for key, body in reach[0].items() if key in common] if reach else []
    context = {"form": form, "rows": rows, "bodies": bodies, "back": back(request, form)}
    return part(request, "cases/bulk.html", "bulk", **context)


def carry_out(request: Request, asked: dict[str, Any], rows: list[Case]) -> HttpResponse:
    """Do the step to every row and show what became of each."""
    facts: dict[str, Any] = {}
    if asked["verb"] == "cases.dispatch":
        facts = {"handler": Body.objects.get(code=asked["handler"]), "note": asked["note"]}
    act = actions.accept if asked["verb"] == "cases.accept" else actions.dispatch
    answers = each(act, request.actor, rows, **facts)
    refused = [answer for answer in answers if answer.no]
    url = safe_back(request, asked["back"])
    done = len(answers) - len(refused)
    said = _("已办 %(done)d 件。") % {"done": done}
    if not refused:
        return go(request, url, said=said)
    context = {"answers": answers, "refused": refused, "done": done, "back": url}
    return part(request, "cases/bulk_result.html", "result", **context)


def back(request: Request, form: BulkForm) -> str:
    """The list from which the cases were chosen."""
    return safe_back(request, form.cleaned_data["back"])


def safe_back(request: Request, url: str) -> str:
    """An address of our own, else the desk."""
    ours = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if url and ours else reverse("cases.desk")
