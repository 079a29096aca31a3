"""Coming in by another site, and linking its identities to accounts."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from requests import RequestException

from liren.kernel.access.request import Request
from liren.kernel.doors import actions, elsewhere, queries
from liren.kernel.doors.entering import LinkForm, OwnLinkForm
from liren.kernel.doors.passwords import check_password
from liren.kernel.doors.views.account import base
from liren.kernel.doors.views.login import next_url
from liren.kernel.web.respond import confirm, go, part, private, refusals_to

MAY_LINK = "doors.may-link"


@login_not_required
@require_safe
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Go to the other site; to link, only after the password was asked for."""
    provider, process = _provider(request, code), "login"
    if request.user.is_authenticated:
        if request.session.pop(MAY_LINK, "") != code:
            return go(request, reverse("access.link_login"))
        process = elsewhere.CONNECT
    try:
        return private(provider.redirect(request, process, next_url=next_url(request)))
    except (RequestException, KeyError, ValueError):
        return elsewhere.closed(request, failed=True)


@login_not_required
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the other site, with what it says of the person."""
    spoken = _provider(request, provider_id).get_oauth2_adapter(request)
    view = OAuth2CallbackView.adapter_view(spoken)
    try:
        return private(view(request))
    except (KeyError, TypeError, ValueError):  # it answered with something else than it should
        return elsewhere.closed(request, failed=True)


@sensitive_post_parameters("old")
def links(request: Request) -> HttpResponse:
    """One's own identities elsewhere; a new one after the password."""
    form = OwnLinkForm(request.POST or None, asks=request.user.has_usable_password())
    code = ""
    if form.is_valid():
        with refusals_to(form):
            if "old" in form.cleaned_data:
                check_password(request, request.user, form.cleaned_data["old"])
            code = request.session[MAY_LINK] = form.cleaned_data["provider"]
    return part(
        request,
        "doors/links.html",
        "links",
        base=base(request),
        form=form,
        code=code,
        offered=elsewhere.offered(),
        links=queries.links_of(request.user),
    )


def unlink(request: Request, key: int) -> HttpResponse:
    """End one of one's own identities elsewhere."""
    here = reverse("access.link_login")
    if request.method == "POST":
        actions.unlink_login(request.actor, request.user, link=key)
        return go(request, here, said=_("已解除关联。"))
    return confirm(
        request,
        title=_("解除这种登录方式吗？"),
        losses=[_("以后不能再这样登录，仍可用原来的方式登录。")],
        label=_("解除关联"),
        cancel=here,
    )


def link_person(request: Request, key: int) -> HttpResponse:
    """The security administrator links an identity that the organisation named."""
    user = queries.account_for(request.actor, key)
    queries.require(request.actor, "access.create_account")
    form = LinkForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            actions.link_login(request.actor, user, **form.cleaned_data)
            return go(request, reverse("doors.person", args=[key]), said=_("已关联。"))
    return part(request, "doors/link.html", "link", form=form, user=user)


def unlink_person(request: Request, key: int, link: int) -> HttpResponse:
    """The security administrator ends an identity elsewhere."""
    user, here = queries.account_for(request.actor, key), reverse("doors.person", args=[key])
    if request.method == "POST":
        actions.unlink_login(request.actor, user, link=link)
        return go(request, here, said=_("已解除关联。"))
    return confirm(
        request,
        title=_("解除“%(name)s”的这种登录方式吗？") % {"name": user.name},
        losses=[_("本人以后不能再这样登录，仍可用登录名和密码。")],
        label=_("解除关联"),
        cancel=here,
    )


def _provider(request: HttpRequest, code: str) -> Any:
    if code not in elsewhere.offered():
        raise Http404
    try:
        return elsewhere.provider(request, code)
    except SocialApp.DoesNotExist as fault:
        raise Http404 from fault
