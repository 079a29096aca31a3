"""The second step of log-in, and one's own second factor."""

from allauth.account.internal.stagekit import clear_login
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from liren.kernel.access.request import Request
from liren.kernel.api.factor import needs
from liren.kernel.base.clock import now
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.doors import actions, second
from liren.kernel.doors.entering import SecondFactorForm
from liren.kernel.doors.views.account import base
from liren.kernel.web.respond import go, part, private, refusals_to, toast

KEPT = "doors.second"
MOVING = "doors.second-moves"
MOVING_SECONDS = 600
FEW = 3


@login_not_required
@sensitive_post_parameters("code")
def ask(request: HttpRequest) -> HttpResponse:
    """The code beside the password: of the phone, or a recovery code."""
    stage = second.waiting(request)
    if stage is None:
        return HttpResponseRedirect(reverse("doors.login"))
    form = SecondFactorForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            user = stage.login.user
            sort = actions.spend(user, form.cleaned_data["code"])
            request.session.cycle_key()
            if sort != "totp":
                _say_left(request, second.left(user))
            return private(stage.exit())
    status = 422 if form.errors else 200
    return private(render(request, "doors/second.html", {"form": form}, status=status))


@login_not_required
def leave(request: HttpRequest) -> HttpResponse:
    """Not this person after all: back to the first step."""
    clear_login(request)
    return HttpResponseRedirect(reverse("doors.login"))


@sensitive_post_parameters("code")
def set_up(request: Request) -> HttpResponse:
    """The picture to scan, the code that proves it, and the ten recovery codes, once."""
    form, secret = SecondFactorForm(request.POST or None), _secret(request)
    moving = now().timestamp() - request.session.get(MOVING, 0) < MOVING_SECONDS
    if form.is_valid():
        with refusals_to(form):
            user = actions.set_second_factor(
                request.actor,
                request.user,
                secret=secret,
                code=form.cleaned_data["code"],
                here=str(request.session.session_key),
                replaces=moving,
            )
            del request.session[KEPT]
            request.session.pop(MOVING, None)
            request.session.cycle_key()
            codes = actions.recovery_codes(user)
            return _page(request, codes=codes, first=True)
    return _page(
        request,
        form=form,
        is_set=request.user.second_factor and not moving,
        moving=moving,
        needed=needs(request.actor.roles()),
        left=second.left(request.user) if request.user.second_factor else 0,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=second.picture(second.address(request.user, secret)),
        issuer=second.issuer(),
    )


@sensitive_post_parameters("code")
def move(request: Request) -> HttpResponse:
    """Another phone: after a code of the old one the set-up opens, and the old one holds on."""
    form = SecondFactorForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            actions.spend(request.user, form.cleaned_data["code"])
            request.session[MOVING] = now().timestamp()
            return go(request, reverse("access.set_second_factor"))
    return _page(request, form=form, asks="move")


@sensitive_post_parameters("code")
def renew_codes(request: Request) -> HttpResponse:
    """Ten new recovery codes, after a code of the phone."""
    form = SecondFactorForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            actions.spend(request.user, form.cleaned_data["code"])
            user = actions.renew_recovery_codes(request.actor, request.user)
            return _page(request, codes=actions.recovery_codes(user))
    return _page(request, form=form, asks="renew")


@sensitive_post_parameters("code")
def drop(request: Request) -> HttpResponse:
    """Do without it, after a code of the phone."""
    form = SecondFactorForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            actions.spend(request.user, form.cleaned_data["code"])
            actions.drop_second_factor(request.actor, request.user)
            return go(request, reverse("doors.account"), said=_("两步验证已停用。"))
    return _page(request, form=form, asks="drop")


def _page(request: Request, **facts: object) -> HttpResponse:
    first = bool(facts.pop("first", False)) or not request.user.second_factor
    whole = "web/plain.html" if first else base(request)
    return part(request, "doors/factor.html", "factor", base=whole, **facts)


def _secret(request: Request) -> str:
    """The secret that is being set up; it lies sealed in the session until it is confirmed."""
    try:
        found = unseal(request.session.get(KEPT, ""), KEPT)
    except Broken:
        found = ""
    if not found:
        found = generate_totp_secret()
        request.session[KEPT] = seal(found, KEPT)
    return found


def _say_left(request: HttpRequest, left: int) -> None:
    sentence = ngettext(
        "您用了一个恢复码，还剩 %(left)d 个。", "您用了一个恢复码，还剩 %(left)d 个。", left
    )
    more = _("请尽快到“我的账户”更换。") if left <= FEW else ""
    toast(request, sentence % {"left": left} + more)
