"""One's own e-mail address: kept when the code that went there came back."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from liren.kernel.access.request import Request
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.doors import actions
from liren.kernel.doors.entering import EmailCodeForm, EmailForm
from liren.kernel.doors.passwords import check_password
from liren.kernel.doors.views.account import base
from liren.kernel.web.respond import go, part, refusals_to

KEPT = "doors.email"


@sensitive_post_parameters("old")
def set_email(request: Request) -> HttpResponse:
    """First the address with the password, then the code that went there."""
    if request.POST.get("code"):
        return _confirm(request)
    form = EmailForm(request.POST or None, initial={"email": request.user.email.open()})
    if form.is_valid():
        with refusals_to(form):
            check_password(request, request.user, form.cleaned_data["old"])
            address = form.cleaned_data["email"]
            if not address:
                actions.set_email(request.actor, request.user, email="")
                return go(request, reverse("doors.account"), said=_("已删除邮箱。"))
            actions.send_email_code(request.user, address)
            request.session[KEPT] = seal(address, KEPT)
            return _page(request, form=EmailCodeForm(), address=address)
    return _page(request, form=form)


def _confirm(request: Request) -> HttpResponse:
    form, address = EmailCodeForm(request.POST), _address(request)
    if not address:
        return go(request, reverse("access.set_email"))
    if form.is_valid():
        with refusals_to(form):
            actions.check_email_code(request.user, address, form.cleaned_data["code"])
            actions.set_email(request.actor, request.user, email=address)
            del request.session[KEPT]
            return go(request, reverse("doors.account"), said=_("邮箱已登记。"))
    return _page(request, form=form, address=address)


def _page(request: Request, **facts: object) -> HttpResponse:
    return part(request, "doors/email.html", "email", base=base(request), **facts)


def _address(request: Request) -> str:
    try:
        return unseal(request.session.get(KEPT, ""), KEPT)
    except Broken:
        return ""
