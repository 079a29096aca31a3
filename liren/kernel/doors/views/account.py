"""One's own account: who one is, settings, password, devices, tokens."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from liren.kernel.access.models import Token
from liren.kernel.access.request import Request
from liren.kernel.access.roles import allows
from liren.kernel.base.clock import today
from liren.kernel.doors import actions, names, queries
from liren.kernel.doors.adapter import remember
from liren.kernel.doors.forms import PasswordForm, SettingsForm, TokenForm
from liren.kernel.doors.passwords import check_password
from liren.kernel.doors.validators import is_too_old
from liren.kernel.web.respond import confirm, go, part, refusals_to

USUAL_DAYS = 90


@require_safe
def account(request: Request) -> HttpResponse:
    """Everything about oneself on one page."""
    return page(request)


def change_settings(request: Request) -> HttpResponse:
    """Language, size of letters, and how a resident is called."""
    form = settings_form(request, request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            user = actions.change_settings(request.actor, request.user, **form.cleaned_data)
            response = go(request, reverse("doors.account"), said=_("设置已保存。"))
            remember(response, user)
            return response
    return page(request, settings_form=form, form=form)


@sensitive_post_parameters("old", "password", "again")
def change_password(request: Request) -> HttpResponse:
    """A new password; all other devices are signed out."""
    form, first = PasswordForm(request.POST or None), must_change(request)
    if form.is_valid():
        with refusals_to(form):
            check_password(request, request.user, form.cleaned_data["old"])
            user = actions.change_password(
                request.actor, request.user, password=form.cleaned_data["password"]
            )
            update_session_auth_hash(request, user)
            queries.sessions_of(user)  # drops those that the new password ended
            said = _("密码已修改，其他设备都已退出登录。")
            return go(request, "/" if first else reverse("doors.account"), said=said)
    if first:
        return part(request, "doors/first.html", "first", form=form)
    return page(request, password_form=form, form=form)


def must_change(request: Request) -> bool:
    """Whether a new password comes before anything else."""
    return request.user.must_change or is_too_old(request.user)


def end_session(request: Request) -> HttpResponse:
    """Sign out one device, or all others."""
    chosen = request.POST.get("session") or request.GET.get("session", "")
    everywhere = chosen == "all"
    every = queries.sessions_of(request.user)
    mine = [one for one in every if everywhere or not is_here(request, one)]
    keys = [one.pk for one in mine if everywhere or chosen in ("others", str(one.pk))]
    if request.method == "POST":
        actions.end_session(request.actor, request.user, sessions=keys)
        if everywhere:
            request.session.flush()
            return go(request, reverse("doors.login"), said=_("所有设备都已退出登录。"))
        return go(request, reverse("doors.account"), said=_("所选设备已退出登录。"))
    return confirm(
        request,
        title=_("让这些设备退出登录吗？"),
        losses=[names.device(one.user_agent) for one in mine if one.pk in keys],
        text=_("这些设备上没有提交的内容会丢失，再用时需要重新登录。"),
        label=_("退出登录"),
        cancel=reverse("doors.account"),
    )


@sensitive_post_parameters()
def issue_token(request: Request) -> HttpResponse:
    """A key for a program; it is shown once, in the answer to this form."""
    queries.require(request.actor, "access.issue_token")
    usual = {"until": today() + timedelta(days=USUAL_DAYS)}
    form = TokenForm(request.POST or None, actor=request.actor, initial=usual)
    facts: dict[str, object] = {"base": base(request)}
    if form.is_valid():
        with refusals_to(form):
            given, actor = form.facts(), form.acting(request.actor)
            token, secret = actions.issue(actor, **given)
            return part(request, "doors/token.html", "token", token=token, secret=secret, **facts)
    return part(request, "doors/token.html", "token", form=form, **facts)


def revoke_token(request: Request, key: int) -> HttpResponse:
    """End a token at once and for good."""
    token = Token.objects.allowed(request.actor, "access.revoke_token").get(pk=key)
    if request.method == "POST":
        actions.revoke_token(request.actor, token)
        return go(request, reverse("doors.account"), said=_("令牌已吊销。"))
    return confirm(
        request,
        title=_("吊销令牌“%(name)s”吗？") % {"name": token.name},
        losses=[_("用它的程序会立刻失去访问权限。"), _("吊销后不能恢复，只能签发新的令牌。")],
        label=_("吊销"),
        cancel=reverse("doors.account"),
    )


def page(request: Request, **forms: object) -> HttpResponse:
    """The account page with what was filled in."""
    facts: dict[str, object] = {
        "settings_form": settings_form(request),
        "password_form": PasswordForm() if request.user.has_usable_password() else None,
        **forms,
        "base": base(request),
        "held": held(request),
        "elsewhere": settings.LIREN_ELSEWHERE,
        "sessions": [
            (one, names.device(one.user_agent), is_here(request, one))
            for one in queries.sessions_of(request.user)
        ],
        "tokens": queries.tokens_of(request.actor),
        "may_issue": request.actor.may("access.issue_token"),
        "today": today(),
    }
    return part(request, "doors/account.html", "account", **facts)


def base(request: Request) -> str:
    """Officials see the desk around their account, residents the portal."""
    return "web/portal.html" if queries.is_resident(request.actor) else "web/page.html"


def settings_form(request: Request, sent: object = None) -> SettingsForm:
    """The settings as they are, or as they were sent."""
    user = request.user
    kept = {"name": user.name, "language": user.language, "large": user.large}
    return SettingsForm(sent, initial=kept, named=queries.is_resident(request.actor))


def held(request: Request) -> list[dict[str, object]]:
    """Roles with their places and what each allows, spelled out."""
    return [
        {
            "role": names.role(grant.role),
            "where": [place for place in (grant.area, grant.body) if place],
            "until": grant.until,
            "words": [names.verb(v) for v in names.verbs() if allows(grant.role, v)],
        }
        for grant in request.actor.grants
    ]


def is_here(request: Request, session: object) -> bool:
    """Whether a session is the one of this request."""
    return getattr(session, "session_key", "") == request.session.session_key
