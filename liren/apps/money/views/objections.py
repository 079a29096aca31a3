"""What residents ask about published accounts, and the answers."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import disclosures as actions
from liren.apps.money.forms import disclosures as forms
from liren.apps.money.models import Objection
from liren.apps.money.queries import publishing as queries
from liren.apps.money.queries.disclosures import is_neighbour
from liren.apps.money.rules import disclosure as rules
from liren.apps.money.rules.disclosure import ObjectionState
from liren.apps.money.views.published import period_code, period_name
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part

MOST = 200


@require_safe
def objections(request: Request) -> HttpResponse:
    """What waits for an answer, what was answered."""
    require(request.actor, queries.READ_OBJECTIONS)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.TABS else "open"
    words = {"open": _("待答复"), "answered": _("已答复"), "all": _("全部")}
    rows = list(queries.objections_of(request.actor, tab)[:MOST])
    context: dict[str, Any] = {
        "rows": [(row, period_name(row.disclosure), is_late(row)) for row in rows],
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?tab={name}", "current": name == tab, "count": None}
            for name, label in words.items()
        ],
    }
    return part(request, "money/objections.html", "objections", **context)


def is_late(row: Objection) -> bool:
    """Whether the day of the answer is over."""
    return row.state == ObjectionState.RAISED and row.answer_by < today()


@require_safe
def objection(request: Request, uid: UUID) -> HttpResponse:
    """One question with its answer."""
    row = queries.objection_for(request.actor, uid)
    waits = row.state == ObjectionState.RAISED
    context = {
        "row": row,
        "facts": facts(row),
        "late": is_late(row),
        "may_answer": waits and permits(request.actor, "money.answer_objection", row),
        "public_url": public(row),
    }
    return part(request, "money/objection.html", "objection", **context)


def facts(row: Objection) -> list[tuple[str, object]]:
    """What is known of it; who asked is told to nobody."""
    told = ""
    if row.answered_by and row.answered_at:
        told = f"{row.answered_by.name} · {local(row.answered_at):%F %H:%M}"
    return [
        (_("账目"), f"{row.area} · {period_name(row.disclosure)}"),
        (_("提问"), row.text),
        (_("提问时间"), f"{local(row.at):%F %H:%M}"),
        (_("最迟答复"), f"{row.answer_by:%F}"),
        (_("答复"), row.answer),
        (pgettext("objection", "答复人"), told),
    ]


def public(row: Objection) -> str:
    """Where all read it."""
    here = reverse("money.accounts", args=[row.area.code])
    return f"{here}?quarter={period_code(row.disclosure)}"


def raise_objection(request: Request, uid: UUID) -> HttpResponse:
    """A resident asks."""
    row = queries.to_ask(request.actor, uid)
    rules.check_neighbour(*is_neighbour(request.actor, row))
    back = f"{reverse('money.accounts', args=[row.area.code])}?quarter={period_code(row)}"
    return act_page(
        request,
        forms.AskForm(request.POST if request.method == "POST" else None),
        lambda actor, **given: actions.raise_objection(actor, row, **given),
        title=_("对 %(area)s %(period)s的账目提出疑问")
        % {"area": row.area, "period": period_name(row)},
        label=_("提交"),
        back=back,
        said=_("已提交。答复会公开在账目下面。"),
        lead=_("请写明是哪一项收入或支出。社区在规定期限内答复。"),
        base="web/portal.html",
    )


def answer_objection(request: Request, uid: UUID) -> HttpResponse:
    """The community answers, for all to read."""
    row = queries.objection_for(request.actor, uid)
    if request.method != "POST" and not permits(request.actor, "money.answer_objection", row):
        raise PermissionDenied("money.answer_objection")
    return act_page(
        request,
        forms.AnswerForm(request.POST if request.method == "POST" else None),
        lambda actor, **given: actions.answer_objection(actor, row, **given),
        title=_("答复财务疑问"),
        label=_("答复"),
        back=row.get_absolute_url(),
        said=_("已答复，居民现在可以看到。"),
        lead=_("答复会和提问一起公开。请说明依据，不要写个人信息。"),
        rows=facts(row)[:4],
    )
