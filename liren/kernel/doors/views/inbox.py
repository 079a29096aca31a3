"""What one was told, and by which channel one wants to be told."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.kernel.access.request import Request
from liren.kernel.doors.messages import WishForm
from liren.kernel.doors.views.account import base
from liren.kernel.doors.views.accounts import turned
from liren.kernel.tell import actions, queries
from liren.kernel.web.respond import go, part, refusals_to


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Everything one was told, newest first."""
    unread = request.GET.get("tab", "") == "unread"
    found = queries.inbox(request.actor, unread=unread, cursor=request.GET.get("cursor", ""))
    sought = {"tab": "unread" if unread else ""}
    return part(
        request,
        "doors/inbox.html",
        "inbox",
        base=base(request),
        notices=found.rows,
        unread=unread,
        waiting=queries.unread(request.actor),
        newer=turned(sought, found.newer),
        older=turned(sought, found.older),
    )


@require_POST
def read(request: Request, uid: UUID) -> HttpResponse:
    """Open what a notice is about; it counts as read from then on."""
    notice = actions.read(request.actor, queries.notice_for(request.actor, uid))
    return go(request, notice.link or reverse("doors.inbox"))


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Put everything aside as read."""
    actions.read_all(request.actor, request.user)
    return go(request, reverse("doors.inbox"), said=_("全部通知已标为已读。"))


def choose(request: Request) -> HttpResponse:
    """Which messages come by e-mail and text, and when not."""
    wish = queries.wish_of(request.user)
    kept = {name: getattr(wish, name) for name in WishForm.base_fields}
    form = WishForm(request.POST or None, initial=kept)
    if form.is_valid():
        with refusals_to(form):
            actions.choose(request.actor, request.user, **form.cleaned_data)
            return go(request, reverse("doors.inbox"), said=_("通知方式已保存。"))
    facts = {"email": request.user.email, "phone": request.user.phone}
    return part(request, "doors/wish.html", "wish", base=base(request), form=form, **facts)
