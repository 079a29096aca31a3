"""Robots and programs that are told things, and the log of what went outside."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.doors.messages import EndpointForm
from liren.kernel.doors.queries import require
from liren.kernel.doors.views.accounts import turned
from liren.kernel.tell import actions, queries
from liren.kernel.tell.models import Delivery, State
from liren.kernel.web.respond import confirm, go, part, refusals_to


@require_safe
def endpoints(request: Request) -> HttpResponse:
    """The robots and programs one looks after."""
    require(request.actor, "tell.view_endpoints")
    return _page(request)


@sensitive_post_parameters("url", "secret")
def add_endpoint(request: Request) -> HttpResponse:
    """Set one up; its address is never shown again."""
    require(request.actor, "tell.add_endpoint")
    form = EndpointForm(request.POST or None, bodies=queries.bodies_with(request.actor))
    if form.is_valid():
        with refusals_to(form):
            facts = dict(form.cleaned_data)
            end = actions.add_endpoint(request.actor, facts.pop("body"), **facts)
            said = _("“%(name)s”已加入。请发一条测试消息看是否接通。") % {"name": end}
            return go(request, reverse("tell.view_endpoints"), said=said)
    return part(request, "doors/endpoint.html", "endpoint", form=form)


@require_POST
def try_endpoint(request: Request, key: int) -> HttpResponse:
    """Send a word and say whether it arrived."""
    end = queries.endpoints_for(request.actor, "tell.try_endpoint").get(pk=key)
    try:
        actions.try_endpoint(request.actor, end)
    except Refused as no:
        return _page(request, no=str(no))
    said = _("测试消息已送到“%(name)s”。") % {"name": end}
    return go(request, reverse("tell.view_endpoints"), said=said)


def end_endpoint(request: Request, key: int) -> HttpResponse:
    """Stop telling it."""
    end = queries.endpoints_for(request.actor, "tell.end_endpoint").get(pk=key)
    if request.method == "POST":
        actions.end_endpoint(request.actor, end)
        return go(request, reverse("tell.view_endpoints"), said=_("接收端已停用。"))
    return confirm(
        request,
        title=_("停用接收端“%(name)s”吗？") % {"name": end},
        losses=[_("还没送出的消息会被放弃。"), _("地址和密钥不能找回，再用时须重新填写。")],
        label=_("停用"),
        cancel=reverse("tell.view_endpoints"),
    )


@require_safe
def deliveries(request: Request) -> HttpResponse:
    """What went outside, what waits and what was given up."""
    require(request.actor, "tell.view_deliveries")
    state = request.GET.get("state", "")
    found = queries.deliveries(request.actor, state, request.GET.get("cursor", ""))
    return part(
        request,
        "doors/deliveries.html",
        "deliveries",
        rows=found.rows,
        state=state,
        states=State.choices,
        dead=State.DEAD,
        newer=turned({"state": state}, found.newer),
        older=turned({"state": state}, found.older),
    )


@require_POST
def retry(request: Request, key: int) -> HttpResponse:
    """Send again what was given up."""
    actions.retry(request.actor, _delivery(request, "tell.retry", key))
    return go(request, _dead(), said=_("已重新排队，一分钟内发送。"))


@require_POST
def drop(request: Request, key: int) -> HttpResponse:
    """Let go of what cannot be delivered."""
    actions.drop(request.actor, _delivery(request, "tell.drop", key))
    return go(request, _dead(), said=_("已放弃这条投递；收件箱里的通知还在。"))


def _delivery(request: Request, verb: str, key: int) -> Delivery:
    found: Delivery = Delivery.objects.allowed(request.actor, verb).get(pk=key)
    return found


def _dead() -> str:
    return f"{reverse('tell.view_deliveries')}?state={State.DEAD}"


def _page(request: Request, no: str = "") -> HttpResponse:
    facts = {
        "ends": list(queries.endpoints_for(request.actor)),
        "may_add": request.actor.may("tell.add_endpoint"),
        "no": no,
    }
    return part(request, "doors/endpoints.html", "endpoints", **facts)
