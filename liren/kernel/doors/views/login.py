"""Coming in: by name and password, or by a code sent to the phone; and going out."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from liren.kernel.access.models import User
from liren.kernel.access.request import Request
from liren.kernel.base.masking import mask_phone
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.doors import actions, codes, names
from liren.kernel.doors.forms import CodeLogin, NameForm, PasswordLogin, PhoneLogin
from liren.kernel.doors.passwords import MISMATCH
from liren.kernel.web.respond import go, private, refusals_to

WAITING = "doors.phone"
SHOWN_EXAMPLES = 9


@login_not_required
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Both ways in on one page; a POST here is a name with a password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url(request))
    form = PasswordLogin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = get_adapter(request).authenticate(request, **form.cleaned_data)
        if user is not None:
            return enter(request, user, next_url(request))
        form.add_error(None, MISMATCH)
    return door(request, form=form)


@login_not_required
def phone(request: HttpRequest) -> HttpResponse:
    """Send a code; the same answer for known and unknown numbers."""
    if request.method != "POST":
        return HttpResponseRedirect(with_next(request, reverse("doors.login")))
    form = PhoneLogin(request.POST)
    if form.is_valid():
        with refusals_to(form):
            codes.ask(form.cleaned_data["phone"], get_adapter(request).get_client_ip(request))
            request.session[WAITING] = seal(form.cleaned_data["phone"], WAITING)
            return HttpResponseRedirect(with_next(request, reverse("doors.code")))
    return door(request, phone_form=form)


@login_not_required
def code(request: HttpRequest) -> HttpResponse:
    """The code that came to the phone."""
    number = waiting(request)
    if not number:
        return HttpResponseRedirect(with_next(request, reverse("doors.login")))
    form = CodeLogin(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            user, is_new = codes.confirm(number, form.cleaned_data["code"])
            del request.session[WAITING]
            to = next_url(request)
            return enter(
                request, user, with_next(request, reverse("doors.name")) if is_new else to
            )
    facts = {"form": form, "phone": number, "masked": mask_phone(number)}
    return shown(request, "doors/code.html", **facts)


def name(request: Request) -> HttpResponse:
    """After the first log-in by phone: how the person wants to be called."""
    form = NameForm(request.POST or None)
    if form.is_valid():
        user = request.user
        with refusals_to(form):
            actions.change_settings(
                request.actor, user, language=user.language, large=user.large, **form.cleaned_data
            )
            return go(request, next_url(request), said=_("已记下您的称呼。"))
    return shown(request, "doors/name.html", form=form)


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Go out: this device's session ends."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    get_adapter(request).logout(request)
    return go(request, reverse("doors.login"), said=_("已退出登录。"))


@login_not_required
@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """All example log-ins; outside the example there is no such page."""
    if not settings.LIREN_EXAMPLE:
        raise Http404
    return shown(request, "doors/example.html", logins=example_logins())


def door(request: HttpRequest, **forms: object) -> HttpResponse:
    """The log-in page with what was filled in; a fault is a 422."""
    every = example_logins()
    chosen = list({one["role"]: one for one in reversed(every)}.values())[::-1][:SHOWN_EXAMPLES]
    facts: dict[str, object] = {"form": PasswordLogin(), "phone_form": PhoneLogin(), **forms}
    facts["elsewhere"] = settings.LIREN_ELSEWHERE
    facts |= {"examples": chosen, "more": len(every) > len(chosen)}
    return shown(request, "doors/login.html", **facts)


def example_logins() -> list[dict[str, str]]:
    """The invented people with their roles in words, in the example only."""
    if not settings.LIREN_EXAMPLE:
        return []
    found = import_string(settings.LIREN_EXAMPLE_LOGINS)()
    return [{**one, "role": names.role(one["role"])} for one in found]


def enter(request: HttpRequest, user: User, url: str) -> HttpResponse:
    """Open the door: allauth walks its stages, and the session gets a new key."""
    response: HttpResponse = perform_login(request, user, redirect_url=url)
    return private(response)


def waiting(request: HttpRequest) -> str:
    """The number that waits for its code; it lies sealed in the session."""
    try:
        return unseal(request.session.get(WAITING, ""), WAITING)
    except Broken:
        return ""


def next_url(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is one of our pages."""
    url = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else settings.LOGIN_REDIRECT_URL


def with_next(request: HttpRequest, url: str) -> str:
    """The address with where to go afterwards."""
    to = next_url(request)
    return url if to == settings.LOGIN_REDIRECT_URL else f"{url}?{urlencode({'next': to})}"


def shown(request: HttpRequest, page: str, **facts: object) -> HttpResponse:
    """A page of the door; a bad form is a 422."""
    faulty = any(getattr(form, "errors", None) for form in facts.values())
    facts["next"] = next_url(request)
    return private(render(request, page, facts, status=422 if faulty else 200))
