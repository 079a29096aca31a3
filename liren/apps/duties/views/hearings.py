"""What subdistricts and communities are asked, and what they answer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.actions.hearings import give_opinion as give
from liren.apps.duties.forms import applications as forms
from liren.apps.duties.models import Hearing
from liren.apps.duties.queries import applications as applying
from liren.apps.duties.queries import hearings as queries
from liren.apps.duties.rules.admission import State
from liren.apps.duties.rules.admission_words import SAID
from liren.apps.duties.rules.admission_words import TONES as STATE_TONES
from liren.apps.duties.rules.known import sorted_facts
from liren.apps.duties.views.admission import (
    STANCES,
    burden_words,
    facts,
    load_words,
    yuan,
)
from liren.apps.duties.views.admission_steps import allowed, posted
from liren.apps.duties.views.applications import clock
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part


@require_safe
def hearings(request: Request) -> HttpResponse:
    """What the places of this person are asked: waiting, answered, admitted."""
    require(request.actor, queries.READ)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in queries.TABS else "waiting"
    found = queries.page_of_hearings(request.actor, tab, request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "rows": [shown(one) for one in found.rows],
        "tab": tab,
        "tabs": tabs(request.actor, tab),
        "newer": "?" + urlencode({"tab": tab, "cursor": found.newer}) if found.newer else "",
        "older": "?" + urlencode({"tab": tab, "cursor": found.older}) if found.older else "",
        "may_read": request.actor.may(applying.READ),
    }
    return part(request, "duties/hearings.html", "hearings", **context)


def tabs(actor: Actor, tab: str) -> list[dict[str, Any]]:
    """What waits for an answer, what was said, what runs."""
    words = {
        "waiting": _("待答复"),
        "said": _("已答复"),
        "admitted": _("已准入"),
        "all": _("全部"),
    }
    found = []
    for name, label in words.items():
        count = queries.hearings_for(actor, name).count() if name == "waiting" else None
        found.append(
            {
                "label": label,
                "url": f"?tab={name}",
                "current": name == tab,
                "count": count or None,
                "hot": bool(count),
            }
        )
    return found


def shown(one: Hearing) -> dict[str, Any]:
    """One line: what, by whom, of which place, until when, what was said."""
    return {
        "hearing": one,
        "application": one.application,
        "tone": STANCES.get(one.stance, ""),  # type: ignore[call-overload]
        "state_tone": STATE_TONES.get(one.application.state, ""),
        "clock": clock(one.application) if waits(one) else None,
    }


def waits(one: Hearing) -> bool:
    """Whether an answer may still be given."""
    return bool(one.application.state == State.HEARING)


@require_safe
def hearing(request: Request, uid: UUID) -> HttpResponse:
    """One question to one place: what is wanted, what it would cost, what is carried already."""
    require(request.actor, queries.READ)
    one = queries.hearing_for(request.actor, uid)
    row = one.application
    held, new = sorted_facts(row.asks_data)
    open_ = waits(one) and permits(request.actor, "duties.give_opinion", one)
    households = applying.households_in([one.area]).get(one.area_id, 0)
    context = {
        **shown(one),
        "facts": facts(row),
        "own": own_facts(one, households),
        "load": load_words(one.load),
        "burdens": burden_words(one.load),
        "held": held,
        "new_facts": new,
        "may_answer": open_,
        "agree": KeyForm(),
        "application_url": row.get_absolute_url() if request.actor.may(applying.READ) else "",
    }
    return part(request, "duties/hearing.html", "hearing", **context)


def own_facts(one: Hearing, households: int) -> list[tuple[str, object]]:
    """What is wanted of this very place."""
    row = one.application
    amount = f"{one.quantity} {row.unit}" if one.quantity else ""
    paid = yuan(one.quantity * row.unit_fen) if one.quantity and row.unit_fen else ""
    community = one.area.level == "community"
    hours = f"{float(row.hours_each):g}" if row.hours_each and community else ""
    return [
        (pgettext("duty", "数量"), amount),
        (_("户数"), households if community else ""),
        (_("费用（元）"), paid),
        (_("预计工时（小时）"), hours),
        (_("批准结果"), decided(one.admitted)),
    ]


def decided(admitted: bool | None) -> str:
    """Whether the place is in it, once that is settled."""
    if admitted is None:
        return ""
    return _("在批准范围内") if admitted else _("不在批准范围内")


def give_opinion(request: Request, uid: UUID) -> HttpResponse:
    """Say what this place thinks; until the hearing is over it may be said anew."""
    one = queries.hearing_for(request.actor, uid)
    allowed(request.actor, "duties.give_opinion", one)
    first = {"stance": one.stance or "agrees", "text": one.text}
    return act_page(
        request,
        forms.OpinionForm(posted(request), initial=first),
        lambda actor, **given: give(actor, one, **given),
        title=_("%(place)s的意见") % {"place": one.area},
        label=_("提交意见"),
        back=reverse("duties.hearing", args=[one.uid]),
        said=str(SAID["duties.give_opinion"]),
        lead=one.application.title,
    )
