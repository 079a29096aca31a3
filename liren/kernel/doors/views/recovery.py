"""A way back in: for those who lost password or phone, and for the administrators who open it."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from liren.kernel.access.guarded import permits
from liren.kernel.access.models import User
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import later
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.doors import actions, limits, queries
from liren.kernel.doors.entering import ForgottenForm, NewOneForm, RecoveryForm
from liren.kernel.doors.models import Recovery
from liren.kernel.web.respond import confirm, go, part, private, refusals_to

KEPT = "doors.recovery"


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whether there is such an account."""
    form = ForgottenForm(request.POST or None)
    sent = False
    if form.is_valid():
        with refusals_to(form):
            name = form.cleaned_data["username"].strip().lower()
            limits.count("forgotten_address", get_adapter(request).get_client_ip(request))
            limits.count("forgotten", name)
            found = User.objects.filter(username=name).values_list("pk", flat=True).first()
            later("doors.mail_recovery", user=found or 0)
            sent = True
    status = 422 if form.errors else 200
    facts = {"form": form, "sent": sent}
    return private(render(request, "doors/forgotten.html", facts, status=status))


@login_not_required
@sensitive_variables("secret")
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, so that it stays in no history and no log of pages."""
    try:
        limits.count("recovery", get_adapter(request).get_client_ip(request))
    except Refused as no:
        return private(render(request, "doors/recover.html", {"no": no}, status=429))
    request.session[KEPT] = seal(secret, KEPT)
    return HttpResponseRedirect(reverse("doors.recover"))


@login_not_required
@sensitive_post_parameters("password", "again")
@sensitive_variables("secret")
def recover(request: HttpRequest) -> HttpResponse:
    """Choose a new password through the link; log-in comes after that, with the second factor."""
    secret = _secret(request)
    recovery = actions.alive(secret)
    if recovery is None:
        request.session.pop(KEPT, None)
        return private(render(request, "doors/recover.html", {}, status=410))
    form = NewOneForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            actions.redeem(secret, form.cleaned_data["password"])
            request.session.flush()
            return go(request, reverse("doors.login"), said=_("密码已设好。请用新密码登录。"))
    facts = {"form": form, "recovery": recovery}
    return private(
        render(request, "doors/recover.html", facts, status=422 if form.errors else 200)
    )


@require_safe
def recoveries(request: Request) -> HttpResponse:
    """What was opened lately, and what waits for a second administrator."""
    queries.require(request.actor, "access.view_recoveries")
    rows = [
        (
            row,
            row.state == "waiting" and permits(request.actor, "access.agree_recovery", row),
            row.state in ("waiting", "open")
            and permits(request.actor, "access.withdraw_recovery", row),
        )
        for row in queries.recoveries(request.actor)
    ]
    may_open = request.actor.may("access.open_recovery")
    return part(request, "doors/recoveries.html", "recoveries", rows=rows, may_open=may_open)


@sensitive_variables("secret")
def open_recovery(request: Request) -> HttpResponse:
    """Open a way back in; the link is shown once, or waits for another administrator."""
    queries.require(request.actor, "access.open_recovery")
    form = RecoveryForm(request.POST or None, initial={"username": request.GET.get("name", "")})
    if form.is_valid():
        with refusals_to(form):
            given = dict(form.cleaned_data)
            user = User.objects.get(username=given.pop("username"), is_system=False)
            secret, digest = actions.new_link()
            actions.open_recovery(request.actor, user, digest=digest, **given)
            made = Recovery.objects.filter(digest=digest).first()
            return _opened(request, user, link(request, secret) if made else "")
    return part(request, "doors/recovery.html", "recovery", form=form)


@sensitive_variables("secret")
def agree_recovery(request: Request, uid: UUID) -> HttpResponse:
    """The second administrator agrees and gets the link to hand over."""
    row = queries.recovery_for(request.actor, uid)
    if request.method == "POST":
        secret, digest = actions.new_link()
        actions.agree_recovery(request.actor, row, person=row.user, digest=digest)
        return _opened(request, row.user, link(request, secret))
    return confirm(
        request,
        title=_("同意为“%(name)s”开出找回链接吗？") % {"name": row.user.name},
        losses=[
            _("理由：%(reason)s") % {"reason": row.reason},
            _("请先自己核实是本人提出的。同意后，链接只显示给您这一次，由您当面交给本人。"),
        ],
        label=_("同意，显示链接"),
        cancel=reverse("access.view_recoveries"),
    )


def withdraw_recovery(request: Request, uid: UUID) -> HttpResponse:
    """Close a way back in that nobody used."""
    row, back = queries.recovery_for(request.actor, uid), reverse("access.view_recoveries")
    if request.method == "POST":
        actions.withdraw_recovery(request.actor, row, person=row.user)
        return go(request, back, said=_("已撤回，链接打不开了。"))
    return confirm(
        request,
        title=_("撤回“%(name)s”的找回链接吗？") % {"name": row.user.name},
        losses=[_("已经交给本人的链接立刻失效。")],
        label=_("撤回"),
        cancel=back,
    )


def link(request: HttpRequest, secret: str) -> str:
    """The whole address, as people reach this site."""
    path = reverse("doors.recover_link", args=[secret])
    return (
        f"{settings.LIREN_URL}{path}" if settings.LIREN_URL else request.build_absolute_uri(path)
    )


def _opened(request: Request, user: User, secret: str) -> HttpResponse:
    facts = {"user": user, "secret": secret, "opened": True}
    return part(request, "doors/recovery.html", "recovery", **facts)


def _secret(request: HttpRequest) -> str:
    try:
        return unseal(request.session.get(KEPT, ""), KEPT)
    except Broken:
        return ""
