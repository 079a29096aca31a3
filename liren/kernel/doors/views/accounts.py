"""Other people's accounts, for the security administrator."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from liren.kernel.access.giving import is_beyond, offices_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import User
from liren.kernel.access.request import Request
from liren.kernel.doors import actions, limits, names, queries
from liren.kernel.doors.forms import AccountForm, NewPasswordForm, WhyForm
from liren.kernel.web.respond import confirm, go, part, refusals_to


@require_safe
def accounts(request: Request) -> HttpResponse:
    """People with roles, last log-in and wrong passwords."""
    queries.require(request.actor, "access.view_accounts")
    sought = {name: request.GET.get(name, "").strip()[:60] for name in ("tab", "q", "role")}
    if sought["tab"] not in queries.TABS:
        sought["tab"] = "staff"
    tab, q, role = sought.values()
    cursor = request.GET.get("cursor", "")
    found = queries.accounts(request.actor, tab=tab, q=q, role=role, cursor=cursor)
    return part(
        request,
        "doors/accounts.html",
        "accounts",
        accounts=queries.with_facts(found.rows),
        newer=turned(sought, found.newer),
        older=turned(sought, found.older),
        tabs=tabs(tab),
        roles=queries.role_list(),
        may_create=request.actor.may("access.create_account"),
        **sought,
    )


@require_safe
def person(request: Request, key: int) -> HttpResponse:
    """One account with everything that helps to judge it."""
    user = queries.account_for(request.actor, key)
    account = queries.with_facts([user])[0]
    return part(
        request,
        "doors/person.html",
        "person",
        account=account,
        user=user,
        grants=[(names.role(g.role), g.area, g.body, g.until) for g in offices_of(user)],
        attempts=[(one, names.device(one.user_agent)) for one in queries.attempts_of(user)],
        sessions=[(one, names.device(one.user_agent)) for one in queries.sessions_of(user)],
        code_tries=limits.tries("second_factor", user.pk),
        may_recover=request.actor.may("access.open_recovery")
        and user.is_active
        and user.has_usable_password()
        and user != request.user,
        may_unlock=permits(request.actor, "access.unlock", user),
        may_end=permits(request.actor, "access.end_sessions", user) and user != request.user,
        may_keep=may_keep(request, user),
        links=queries.links_of(user),
        elsewhere=settings.LIREN_ELSEWHERE,
        slept=queries.slept(user),
    )


def may_keep(request: Request, user: User) -> bool:
    """Whether this person may close the account, or open it again."""
    if user == request.user or not permits(request.actor, "access.deactivate", user):
        return False
    return bool(user.dormant_at) or not is_beyond(request.actor, user)


@sensitive_post_parameters()
def create_account(request: Request) -> HttpResponse:
    """An account for an official; the first password is shown once, in the answer."""
    queries.require(request.actor, "access.create_account")
    form = AccountForm(request.POST or None, initial={"name": request.GET.get("name", "")[:60]})
    if form.is_valid():
        with refusals_to(form):
            given, actor = form.facts(), form.acting(request.actor)
            secret = actions.first_password(actor)
            user = actions.create_account(actor, actor.user, password=secret, **given)
            return part(request, "doors/newcomer.html", "newcomer", user=user, secret=secret)
    return part(request, "doors/newcomer.html", "newcomer", form=form)


@sensitive_post_parameters()
def reset_password(request: Request, key: int) -> HttpResponse:
    """A new first password for somebody who forgot his, shown once."""
    user = queries.account_for(request.actor, key)
    named = not user.has_usable_password()
    form = NewPasswordForm(request.POST or None, named=named)
    if form.is_valid():
        with refusals_to(form):
            given, actor = form.facts(), form.acting(request.actor)
            secret = actions.first_password(actor)
            user = actions.reset_password(actor, user, password=secret, **given)
            return part(request, "doors/newcomer.html", "newcomer", user=user, secret=secret)
    facts = {"user": user, "named": named, "form": form}
    return part(request, "doors/new_password.html", "new_password", **facts)


def deactivate(request: Request, key: int) -> HttpResponse:
    """Close somebody's account, with the reason."""
    return switch(request, key, opens=False)


def reactivate(request: Request, key: int) -> HttpResponse:
    """Open somebody's account again, with the reason."""
    return switch(request, key, opens=True)


def switch(request: Request, key: int, *, opens: bool) -> HttpResponse:
    """The form with the reason, and what it does."""
    user, form = queries.account_for(request.actor, key), WhyForm(request.POST or None)
    if form.is_valid():
        act = actions.reactivate if opens else actions.deactivate
        with refusals_to(form):
            act(request.actor, user, reason=form.cleaned_data["reason"])
            said = _("账户已启用。") if opens else _("账户已停用，他的设备和令牌都已失效。")
            return go(request, reverse("doors.person", args=[key]), said=said)
    return part(request, "doors/switch.html", "switch", user=user, opens=opens, form=form)


def unlock(request: Request, key: int) -> HttpResponse:
    """Let a person try a password again."""
    user, back = queries.account_for(request.actor, key), reverse("doors.person", args=[key])
    if request.method == "POST":
        actions.unlock(request.actor, user)
        return go(request, back, said=_("已解除锁定，可以重新登录。"))
    return confirm(
        request,
        title=_("解除“%(name)s”的登录锁定吗？") % {"name": user.name},
        losses=[_("登录失败的记录会清零。"), _("请先确认是本人在登录，而不是有人在猜密码。")],
        label=_("解除锁定"),
        cancel=back,
    )


def end_sessions(request: Request, key: int) -> HttpResponse:
    """Sign a person out everywhere."""
    user, back = queries.account_for(request.actor, key), reverse("doors.person", args=[key])
    if request.method == "POST":
        actions.end_sessions(request.actor, user)
        return go(request, back, said=_("这个账户的所有设备都已退出登录。"))
    return confirm(
        request,
        title=_("让“%(name)s”在所有设备上退出登录吗？") % {"name": user.name},
        losses=[_("没有提交的内容会丢失，再用时需要重新登录。"), _("接口令牌不受影响。")],
        label=_("全部退出"),
        cancel=back,
    )


def tabs(current: str) -> list[dict[str, object]]:
    """Officials, residents, and those who are locked."""
    here = reverse("access.view_accounts")
    labels = {"staff": _("工作账户"), "residents": _("居民账户"), "locked": _("已锁定")}
    labels["dormant"] = _("久未登录")
    locked = queries.locked_count()
    return [
        {
            "label": labels[code],
            "url": f"{here}?tab={code}",
            "current": code == current,
            "count": locked if code == "locked" else None,
            "hot": code == "locked" and bool(locked),
        }
        for code in queries.TABS
    ]


def turned(sought: dict[str, str], cursor: str) -> str:
    """The address of a neighbouring page; empty at an end."""
    kept = {name: text for name, text in {**sought, "cursor": cursor}.items() if text}
    return f"?{urlencode(kept)}" if cursor else ""
