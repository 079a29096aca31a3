"""Following a report without an account: a number and a code open one case in this browser."""

from collections.abc import Mapping
from time import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.cases import actions, forms, rules
from liren.apps.cases.models import Case
from liren.apps.cases.queries import (
    picture_for,
    pictures_for,
    question_of,
    verbs_for,
    whole_case_for,
)
from liren.apps.cases.views.shown import detail
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.doors import limits
from liren.kernel.files.serving import serve
from liren.kernel.web.respond import go, part, refusals_to

OPENED, SLIP = "cases.followed", "cases.receipt"  # what the session keeps
OPEN_SECONDS, SLIP_SECONDS, MOST_OPEN = 3600, 1800, 5
STEPS: Mapping[str, tuple[Any, type[forms.StepForm]]] = {
    "answer": (actions.answer, forms.AnswerForm),
    "rate": (actions.rate, forms.RateForm),
    "reopen": (actions.reopen, forms.ReasonForm),
}


def hand_out(request: HttpRequest, case: Case, code: str) -> None:
    """Keep number and code for the slip, sealed and for a short time; the case stands open."""
    request.session[SLIP] = [seal(f"{case.number} {code}", SLIP), time() + SLIP_SECONDS]
    let_in(request, case)


def let_in(request: HttpRequest, case: Case) -> None:
    """This browser has shown the code of this case."""
    request.session.cycle_key()
    known = {uid: ends for uid, ends in opened_in(request).items() if ends > time()}
    newest = dict(sorted(known.items(), key=lambda one: one[1])[1 - MOST_OPEN :])
    request.session[OPENED] = newest | {str(case.uid): time() + OPEN_SECONDS}


def opened_in(request: HttpRequest) -> dict[str, float]:
    """The cases that this browser has opened, and until when."""
    found = request.session.get(OPENED)
    return found if isinstance(found, dict) else {}


@login_not_required
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code, to be written down or printed; they are shown only now."""
    sealed, ends = request.session.get(SLIP) or ("", 0)
    if not sealed or ends < time() or "noted" in request.GET:
        request.session.pop(SLIP, None)
        return go(request, reverse("cases.follow"))
    try:
        number, code = unseal(sealed, SLIP).split(" ")
    except Broken:
        return go(request, reverse("cases.follow"))
    context = {"number": number, "code": code}
    return part(request, "cases/receipt.html", "receipt", **context)


@login_not_required
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; wrong ones cost the same, and are counted before they are tried."""
    form = forms.FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            case = opened(request, **form.cleaned_data)
            let_in(request, case)
            return go(request, reverse("cases.followed", args=[case.uid]))
    return part(request, "cases/follow.html", "follow", form=form)


def opened(request: HttpRequest, number: str, code: str) -> Case:
    """The case of a number and its code; refused in the same words whichever is wrong."""
    address = str(get_adapter(request).get_client_ip(request))
    tried = rules.serial_of(number) or number.strip()
    limits.count("follow_address", address)
    limits.count("follow_case", tried)
    case = actions.opened(number, code)
    if case is None:
        sentence = _("编号或查询码不对。请对照回执再输一次；字母不分大小写。")
        raise Refused("cases.wrong-code", sentence)
    limits.clear("follow_case", tried)
    return case


def behind(request: HttpRequest, uid: UUID) -> Actor:
    """The unnamed reporter of a case that this browser has opened; otherwise it does not exist."""
    if opened_in(request).get(str(uid), 0) < time():
        raise Http404
    person = User.objects.filter(pk__in=Case.objects.filter(uid=uid).values("reporter")).first()
    if person is None or person.is_active:  # a case that somebody with an account reported
        raise Http404
    return Actor(person)


@login_not_required
@require_safe
def followed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is, what is asked, what came of it."""
    actor = behind(request, uid)
    return show(request, actor, whole_case_for(actor, uid))


@login_not_required
def followed_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Answer, rate, or have it taken up again."""
    if verb not in STEPS:
        raise Http404
    actor = behind(request, uid)
    case = whole_case_for(actor, uid)
    act, form_class = STEPS[verb]
    form = form_class(request.POST if request.method == "POST" else None, case=case)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            act(form.acting(actor), case, **form.facts())
            said = _("谢谢，已经记下。")
            return go(request, reverse("cases.followed", args=[uid]), said=said)
    label = rules.BUTTONS[f"cases.{verb}"]
    return show(request, actor, case, form=form, label=label, step_url=request.path)


def show(request: HttpRequest, actor: Actor, case: Case, **more: Any) -> HttpResponse:
    """One case in plain words."""
    asked = question_of(case)
    offered = [verb.split(".")[1] for verb in verbs_for(actor, case)]
    context = {
        **detail(actor, case),
        "question": mask_text(asked.note) if asked else "",
        "waits": rules.WAITS.get(case.state, ""),
        "outcome": mask_text(case.outcome) if case.state == rules.State.CLOSED else "",
        "offered": [
            {
                "label": rules.BUTTONS[f"cases.{verb}"],
                "url": reverse("cases.followed_step", args=[case.uid, verb]),
            }
            for verb in ("answer", "rate", "reopen")
            if verb in offered
        ],
        "shots": shots(actor, case),
        **more,
    }
    return part(request, "cases/followed.html", "followed", **context)


def shots(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The pictures that the reporter sees, by the door of the code."""
    if not case.picture_count:
        return []
    found = [one for one in pictures_for(actor, case) if not one.file.is_gone]
    return [
        {
            "phase": one.get_phase_display(),
            "at": one.at,
            "url": reverse("cases.followed_picture", args=[case.uid, one.uid, "m"]),
            "small": reverse("cases.followed_picture", args=[case.uid, one.uid, "s"]),
            "file": one.file,
        }
        for one in found
    ]


@login_not_required
@require_safe
def followed_picture(
    request: HttpRequest, uid: UUID, picture: UUID, size: str
) -> HttpResponseBase:
    """One picture of a case that this browser has opened."""
    found = picture_for(behind(request, uid), uid, picture)
    return serve(request, found.file, title=f"{found.case.number}-{found.pk}", size=size)
