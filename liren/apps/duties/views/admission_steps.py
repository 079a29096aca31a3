"""The steps on an application: each asks for what it needs, then does it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.actions.reviews import counted
from liren.apps.duties.forms import applications as forms
from liren.apps.duties.forms.places import Place
from liren.apps.duties.models import Application
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.reviews import may_sit
from liren.apps.duties.rules.admission import Stance
from liren.apps.duties.rules.admission_words import BUTTONS, GRAVE, SAID
from liren.apps.duties.rules.known import KNOWN
from liren.apps.duties.views.admission import STANCES, tally_words
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, refusals_to

Act = Callable[..., Any]
# verb → the action that does it and the form that asks for what it needs
STEPS: Mapping[str, tuple[Act, type[KeyForm]]] = {
    "duties.submit": (applications.submit, forms.SubmitForm),
    "duties.send_back": (applications.send_back, forms.ReasonForm),
    "duties.withdraw": (applications.withdraw, forms.WithdrawForm),
    "duties.open_hearing": (hearings.open_hearing, KeyForm),
    "duties.open_review": (reviews.open_review, forms.ReviewForm),
    "duties.refuse_admission": (reviews.refuse_admission, forms.ReasonForm),
    "duties.record_cover": (covers.record_cover, forms.CoverForm),
    "duties.activate": (covers.activate, KeyForm),
    "duties.suspend": (covers.suspend, forms.ReasonForm),
    "duties.resume": (covers.resume, KeyForm),
    "duties.exit": (covers.leave, forms.ReasonForm),
}


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


def allowed(actor: Actor, verb: str, row: Model) -> None:
    """PermissionDenied before a form is shown that would be denied."""
    if not permits(actor, verb, row):
        raise PermissionDenied(verb)


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """One step on an application."""
    row = queries.application_for(request.actor, uid)
    allowed(request.actor, verb, row)
    act, form_class = STEPS[verb]
    extra = {"bodies": may_sit(row)} if verb == "duties.open_review" else {}
    form = form_class(posted(request), initial=first(row, verb), **extra)
    return act_page(
        request,
        form,
        lambda actor, **facts: act(actor, row, **facts),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=row.get_absolute_url(),
        said=str(SAID[verb]),
        lead=lead(row, verb),
        rows=rows(row, verb),
        grave=verb in GRAVE,
    )


def first(row: Application, verb: str) -> dict[str, Any]:
    """What a form begins with."""
    if verb == "duties.record_cover":
        found = queries.hearings_of(row)
        sums = queries.wish_cost(row, found)
        confirmed = sum(one.fen for one in queries.covers_of(row) if one.confirmed_by_id)
        kind = "budget" if sums else "none"
        return {"kind": kind, "amount": forms.yuan(max(sums - confirmed, 0)), "until": row.end_on}
    return {"late_reason": row.late_reason} if verb == "duties.submit" else {}


def lead(row: Application, verb: str) -> str:
    """What the step brings about."""
    said: Mapping[str, str] = {
        "duties.submit": _("提交后由区社区办审查材料，再征求街道和社区意见。提交后不能再改。"),
        "duties.send_back": _("退回后部门可以修改再提交，时限重新计算。"),
        "duties.open_hearing": _("会向下面的社区和它们的街道征求意见，并记下每个社区现在的负担。"),
        "duties.open_review": _("成员单位各投一票，结果决定能不能批准。"),
        "duties.record_cover": _("登记后要由财政另一位同志确认，经费够了才能启动。"),
        "duties.activate": _("启动后，部门可以按批准的社区、数量和期限交办。"),
        "duties.suspend": _("暂停后不能再交办新的任务；已经交办的社区可以拒办。"),
        "duties.exit": _("退出后不能再交办，也不能恢复。还要办的，要重新申请。"),
        "duties.refuse_admission": tally_words(row) if row.state == "review" else "",
    }
    return said.get(verb, "")


def rows(row: Application, verb: str) -> list[tuple[str, object]]:
    """What the step is about."""
    if verb not in ("duties.submit", "duties.open_hearing", "duties.open_review"):
        return []
    found = queries.hearings_of(row)
    names = _("、").join(str(one.area) for one in found if one.area.level == "community")
    facts: list[tuple[str, object]] = [
        (_("社区"), names),
        (pgettext("duty", "期限"), f"{row.start_on:%F} — {row.end_on:%F}"),
    ]
    if verb == "duties.open_review":
        silent = [str(one.area) for one in found if not one.stance]
        against = [str(one.area) for one in found if one.stance == Stance.OBJECTS]
        facts += [(_("没有答复"), _("、").join(silent)), (_("不同意"), _("、").join(against))]
    return facts


def approve(request: Request, uid: UUID) -> HttpResponse:
    """Admit it on conditions: which communities, how much, for how long, with what."""
    row = queries.application_for(request.actor, uid)
    allowed(request.actor, "duties.approve", row)
    form = forms.ApproveForm(
        posted(request), application=row, places=scope_of(row), initial=conditions(row)
    )
    if form.is_valid():
        with refusals_to(form):
            reviews.approve(form.acting(request.actor), row, **form.facts())
            return go(request, row.get_absolute_url(), said=str(SAID["duties.approve"]))
    context = {"form": form, "row": row, "tally": tally_words(row), "passed": counted(row).passed}
    return part(request, "duties/approve.html", "approve", **context)


def conditions(row: Application) -> dict[str, Any]:
    """What the department offers, to be settled; what is known already is not asked again."""
    names = ("start_on", "end_on", "staff", "training")
    found = {name: getattr(row, name) for name in names}
    fresh = [one for one in row.asks_data if one not in KNOWN]
    return found | {"price": forms.yuan(row.unit_fen), "facts_asked": fresh}


def scope_of(row: Application) -> list[Place]:
    """The wanted communities; those that object are left out unless somebody ticks them."""
    inner = [one for one in queries.hearings_of(row) if one.area.level == "community"]
    households = queries.households_in(one.area for one in inner)
    return [
        Place(
            area=one.area,
            households=households.get(one.area_id, 0),
            picked=one.stance != Stance.OBJECTS,
            quantity=one.quantity or "",
            note=str(one.get_stance_display() or _("没有答复")),
            tone=STANCES.get(Stance(one.stance), "") if one.stance else "",
        )
        for one in inner
    ]


def vote(request: Request, uid: UUID) -> HttpResponse:
    """A body at the table votes."""
    seat = queries.seat_for(request.actor, uid)
    row = seat.application
    return act_page(
        request,
        forms.VoteForm(posted(request)),
        lambda actor, **facts: reviews.vote(actor, seat, **facts),
        title=_("联席会审表决 · %(title)s") % {"title": row.title},
        label=_("提交表决"),
        back=row.get_absolute_url(),
        said=str(SAID["duties.vote"]),
        lead=_("以“%(body)s”的名义表决，一个单位只表决一次。") % {"body": seat.body},
        more=(row.get_absolute_url(), _("先看申请的内容和社区的意见")),
    )


def confirm_cover(request: Request, uid: UUID) -> HttpResponse:
    """A second person says that the money is there."""
    found = queries.cover_for(request.actor, uid)
    row = found.application
    facts: list[tuple[str, object]] = [
        (pgettext("duty", "事项"), row.title),
        (_("保障方式"), found.get_kind_display()),
        (_("金额（元）"), f"{found.fen / 100:,.2f}" if found.fen else ""),
        (_("凭据"), found.paper),
        (_("有效到"), found.until or ""),
        (_("登记人"), found.recorded_by),
    ]
    allowed(request.actor, "duties.confirm_cover", found)
    return act_page(
        request,
        KeyForm(posted(request)),
        lambda actor, **_facts: covers.confirm_cover(actor, found),
        title=_("确认经费"),
        label=_("凭据属实，确认"),
        back=row.get_absolute_url(),
        said=str(SAID["duties.confirm_cover"]),
        rows=facts,
    )
