"""Records that may be of one person as a page: side by side, joined or told apart."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people import actions
from liren.apps.people.forms.arrivals import WhyForm
from liren.apps.people.queries.duplicates import pairs_for
from liren.apps.people.queries.persons import person_for
from liren.apps.people.views.shown import home_words
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part


@require_safe
def duplicates(request: Request) -> HttpResponse:
    """Pairs of records that look alike."""
    if not request.actor.may("people.merge"):
        raise Refused("people.no-merging", _("您的角色不能合并重复记录。请联系社区的工作人员。"))
    pairs = [
        {"pair": pair, "both": [(row, home_words(row.home)) for row in (pair.one, pair.other)]}
        for pair in pairs_for(request.actor)
    ]
    return part(request, "people/duplicates.html", "duplicates", pairs=pairs)


def merge(request: Request, uid: UUID) -> HttpResponse:
    """Join the other record to this one."""
    lead = _("居住、户籍、标签、租赁等并到保留的记录；另一条只留下指向。可以撤回。")
    return _judge(request, uid, actions.merge, _("合并"), lead)


def mark_distinct(request: Request, uid: UUID) -> HttpResponse:
    """Two records that look alike are two people."""
    lead = _("核实之后，这两位不再列为重复。可以撤回。")
    return _judge(request, uid, actions.mark_distinct, _("不是同一人"), lead)


def _judge(request: Request, uid: UUID, act: Any, label: str, lead: str) -> HttpResponse:
    one, other = person_for(request.actor, uid), _other(request)
    facts = {
        "one": one, "other": other, "home": home_words(one.home) or one.area,
        "there": home_words(other.home) or other.area,
    }  # fmt: skip
    pair = _("保留：%(one)s，%(home)s。另一条：%(other)s，%(there)s。") % facts
    return act_page(
        request,
        WhyForm(request.POST or None),
        lambda actor, why: act(actor, one, other=other, note=why),
        title=f"{label}：{one}",
        label=label,
        back=reverse("people.duplicates"),
        said=_("已登记。"),
        to=lambda event: event.get_absolute_url(),
        warning=f"{pair}{lead}",
    )


def _other(request: Request) -> Any:
    try:
        return person_for(request.actor, UUID(request.GET.get("other", "")))
    except ValueError as fault:
        raise Refused("people.no-other", _("请从“重复记录”里选一对再办。")) from fault
