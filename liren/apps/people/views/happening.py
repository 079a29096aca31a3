"""What happens to people, as pages: one form for each event, which asks what is not known."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from liren.apps.people import actions
from liren.apps.people.forms import events as forms
from liren.apps.people.forms.arrivals import HeadForm, MoveInForm
from liren.apps.people.models import Event, Person
from liren.apps.people.queries.events import (
    choices_of_dwellings,
    household_for,
    last_marriage,
    members_today,
)
from liren.apps.people.queries.households import households_of
from liren.apps.people.queries.persons import person_for
from liren.apps.people.rules import Bond
from liren.apps.people.views.shown import home_words
from liren.apps.places.models import Dwelling
from liren.apps.places.queries import dwelling_for
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part

PRIVATE = ("name", "id_number", "number", "phone", "born", "note")
FORMS: dict[str, type[forms.StepForm]] = {
    "people.move": forms.MoveForm,
    "people.move_out": forms.MoveOutForm,
    "people.move_hukou": forms.HukouForm,
    "people.register_birth": forms.BirthForm,
    "people.register_death": forms.DeathForm,
    "people.register_marriage": forms.MarriageForm,
    "people.register_divorce": forms.DivorceForm,
    "people.register_adoption": forms.AdoptionForm,
}
LEADS: dict[str, Any] = {
    "people.move_out": gettext_lazy("迁出本市后，标签、居住证和租赁登记随之结束。"),
    "people.register_death": gettext_lazy("标签、居住证和租赁登记随之结束，配偶改为丧偶。"),
}
INTO = {"people.move": Bond.HOME, "people.move_hukou": Bond.HUKOU}


@sensitive_post_parameters(*PRIVATE)
@sensitive_variables()
def step(request: Request, uid: UUID) -> HttpResponse:
    """One event of a person: its form, and what it changes in one step."""
    verb = str(request.resolver_match.url_name) if request.resolver_match else ""
    person = person_for(request.actor, uid)
    facts: dict[str, Any] = {}
    if verb in INTO and not request.GET.get("away"):
        dwelling = chosen(request)
        if dwelling is None:
            return homes(request, verb, person)
        facts["dwelling"] = dwelling
    act = getattr(actions, verb.removeprefix("people."))
    title = _("%(name)s：%(step)s") % {"name": person, "step": names.verb(verb)}
    if facts:
        title += f"（{home_words(facts['dwelling'])}）"
    return event_page(
        request,
        form_of(request, verb, person, facts),
        lambda actor, **given: act(actor, person, **given, **facts),
        title=title,
        back=person.get_absolute_url(),
        lead=str(LEADS.get(verb, "")),
    )


def event_page(
    request: Request, form: KeyForm, do: Callable[..., Event], *, title: str, back: str, lead: str
) -> HttpResponse:
    """Ask for an event, and on to what was written down, with the way back."""
    return act_page(
        request,
        form,
        do,
        title=title,
        label=_("登记"),
        back=back,
        said=_("已登记。"),
        to=lambda event: event.get_absolute_url(),
        undo=lambda event: reverse("people.undo", args=[event.uid]),
        lead=lead,
    )


def form_of(request: Request, verb: str, person: Person, facts: dict[str, Any]) -> forms.StepForm:
    """The form of an event, with what is known filled in."""
    kind = forms.HukouAwayForm if verb in INTO and not facts else FORMS[verb]
    given: dict[str, Any] = {"actor": request.actor, "person": person}
    if facts:
        given["households"] = list(households_of(facts["dwelling"]))
    form = kind(request.POST or None, **given)
    married = last_marriage(person) if verb == "people.register_divorce" else None
    other = married and (married.other if married.person == person else married.person)
    if other and "member" in form.fields:
        form.fields["member"].initial = str(other.uid)
    return form


def chosen(request: Request) -> Dwelling | None:
    """The dwelling in the address."""
    try:
        return dwelling_for(request.actor, UUID(request.GET.get("dwelling", "")))
    except ValueError:
        return None


def homes(request: Request, verb: str, person: Person | None = None) -> HttpResponse:
    """Which dwelling: found by estate, building and room."""
    q = request.GET.get("q", "").strip()[:60]
    rows = choices_of_dwellings(request.actor, verb, q) if q else []
    context = {
        "q": q,
        "homes": [(one, home_words(one)) for one in rows],
        "here": request.path,
        "title": names.verb(verb) if person is None else f"{person}：{names.verb(verb)}",
        "back": person.get_absolute_url() if person else reverse("people.events"),
        "away": f"{request.path}?away=1" if verb == "people.move_hukou" and person else "",
        "elsewhere": verb == "people.move",
    }
    return part(request, "people/which_home.html", "homes", **context)


@sensitive_post_parameters(*PRIVATE)
@sensitive_variables()
def move_in(request: Request) -> HttpResponse:
    """Somebody comes: first the dwelling, then who."""
    if not request.actor.may("people.move_in"):
        raise Refused("people.no-move-in", _("您的角色不能登记迁入。请联系社区的工作人员。"))
    dwelling = chosen(request)
    if dwelling is None:
        return homes(request, "people.move_in")
    listed = list(households_of(dwelling))
    start = {"household": request.GET.get("household", "")}
    form = MoveInForm(request.POST or None, households=listed, initial=start)
    return event_page(
        request,
        form,
        lambda actor, **facts: actions.move_in(actor, dwelling, **facts),
        title=_("迁入「%(home)s」") % {"home": home_words(dwelling)},
        back=reverse("people.dwelling", args=[dwelling.uid]),
        lead=_("已在本市登记的人只要姓名和证件号码，其余会带过来，原社区会收到通知。"),
    )


def change_head(request: Request, uid: UUID) -> HttpResponse:
    """Who heads a household, and what the others are to him."""
    row = household_for(request.actor, uid)
    members = members_today(request.actor, row)
    return event_page(
        request,
        HeadForm(request.POST or None, members=members, initial=_head_of(row.head)),
        lambda actor, **facts: actions.change_head(actor, row, **facts),
        title=_("变更户主：%(name)s") % {"name": row},
        back=row.get_absolute_url(),
        lead=_("没有写明的关系按常理推算；户主不变、只更正关系也在这里办。"),
    )


def _head_of(head: Person | None) -> dict[str, Any]:
    return {"head": str(head.uid)} if head else {}


def may_undo(request: Request, event: Event) -> bool:
    """Whether the actor may take an event back at all."""
    return event.undone_at is None and permits(request.actor, "people.undo", event)
