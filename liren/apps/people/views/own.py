"""The person himself: everything that is kept of him, and what he may do about it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.apps.people.actions import own as actions
from liren.apps.people.forms.rights import CorrectForm, LinkSelfForm
from liren.apps.people.models import Person
from liren.apps.people.queries import own as queries
from liren.apps.people.rules.rights import CORRECTABLE
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import now, today
from liren.kernel.doors import limits
from liren.kernel.web import pdf
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, private


def base(request: HttpRequest) -> str:
    """Officials see the desk around the page, residents and strangers the portal."""
    if not request.user.is_authenticated:
        return "web/portal.html"
    roles = request.actor.roles()  # type: ignore[attr-defined]
    return "web/page.html" if any(role != "resident" for role in roles) else "web/portal.html"


def rules_link() -> tuple[str, str]:
    """Where it says how facts of people are used."""
    return reverse("people.rules"), _("个人信息怎样使用")


@require_safe
def own(request: Request) -> HttpResponse:
    """Everything that is kept of oneself; who has not found his record yet is led there."""
    person = queries.own_person(request.actor)
    if person is None:
        return go(request, reverse("people.link_self"))
    record = queries.whole_record(person)
    context = {
        "base": base(request),
        "person": person,
        "facts": queries.facts_of(person),
        "tags": [one for one in record["tags"] if one.ended_on is None],
        "past_tags": [one for one in record["tags"] if one.ended_on],
        "stays": record["stays"],
        "events": record["events"],
        "claims": record["claims"],
        "proposals": [(one, CORRECTABLE.get(one.field, one.field)) for one in record["proposals"]],
        "offers": queries.offers(person),
        "looks": queries.looks_at(person),
        "searches": queries.searches_around(person),
        "days": queries.LOOKED_DAYS,
        "today": today(),
        "key": KeyForm().initial["key"],
    }
    return part(request, "people/own.html", "own", **context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def link_self(request: Request) -> HttpResponse:
    """Find one's own record with name and number."""
    if queries.own_person(request.actor):
        return go(request, reverse("people.own"))

    def do(_actor: Actor, **facts: Any) -> None:
        limits.count("link_self", request.user.pk)
        actions.link_self(request.actor, request.user, **facts)

    return act_page(
        request,
        LinkSelfForm(request.POST or None),
        do,
        base=base(request),
        title=_("查看我的登记"),
        label=_("核对身份"),
        back=reverse("doors.account"),
        said=_("已找到您的登记。"),
        to=reverse("people.own"),
        lead=_(
            "社区登记了居民的姓名、住处等情况。核对一次身份，您就能看到登记了什么、谁看过，"
            "也能申请更正。登录的手机号要和登记的一致。"
        ),
        more=rules_link(),
    )


def mine(request: Request, uid: UUID, verb: str) -> Person:
    """One's own record under this key; DoesNotExist for all others."""
    rows = Person.objects.allowed(request.actor, verb)
    person: Person = rows.select_related("area", "home__building__estate").get(uid=uid)
    if person.user_id != request.user.pk:
        raise PermissionDenied(verb)
    return person


@sensitive_variables()
@require_POST
def copy(request: Request, uid: UUID) -> HttpResponse:
    """Take everything along: to print, as PDF, or as a file for programs."""
    person = mine(request, uid, "people.copy")
    form = request.POST.get("form", "print")
    if form == "pdf":
        pdf.ready()
    actions.copy(request.actor, person, form=form if form in ("json", "pdf") else "print")
    whole = queries.copy_of(person)
    if form == "json":
        answer = JsonResponse(whole, json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="liren-record.json"'
        return private(answer)
    facts = {"person": person, "whole": whole, "at": now(), "site": settings.LIREN_URL}
    if form == "pdf":
        facts["mark"] = _("本人复制件，含完整号码，请妥善保管。")
        name = _("个人信息登记复制件")
        return pdf.pdf_of(request, "people/copy_paper.html", facts, name=name)
    return private(render(request, "people/copy.html", facts))


@sensitive_post_parameters("value", "why")
@sensitive_variables()
def correct(request: Request, uid: UUID) -> HttpResponse:
    """Say that a fact is otherwise."""
    person = mine(request, uid, "people.correct")
    return act_page(
        request,
        CorrectForm(request.POST or None),
        lambda actor, **facts: actions.correct(actor, person, **facts),
        base=base(request),
        title=_("更正我的登记"),
        label=_("提交更正"),
        back=reverse("people.own"),
        said=lambda row: _("已提交更正，%(day)s 前答复您。") % {"day": f"{row.due_on:%F}"},
        lead=_("您说的会先由工作人员核对，再改到登记里。核对前，登记保持原样。"),
    )


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """For what facts of people are used, on which ground and how long: for everybody."""
    signed_in = request.user.is_authenticated
    context = {
        "base": base(request),
        "lean": True,
        "purposes": queries.purposes_with_tags(),
        "kept": queries.kept_rules(),
        "signed_in": signed_in,
    }
    return part(request, "people/rules.html", "rules", **context)
