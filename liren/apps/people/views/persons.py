"""A person as a page, written down, and corrected."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from liren.apps.people import actions
from liren.apps.people.forms.persons import ChangeForm, RegisterForm
from liren.apps.people.models import Household, Person
from liren.apps.people.queries.households import households_of, members_of, stays_of
from liren.apps.people.queries.permits import may_issue, permit_seen
from liren.apps.people.queries.persons import events_of, kind_of_residence, person_for
from liren.apps.people.queries.tags import tags_of
from liren.apps.people.rules import NATIONS, Relation, Residence
from liren.apps.people.rules.persons import State
from liren.apps.people.views.past import day_asked, person_then
from liren.apps.people.views.shown import age_of, home_words
from liren.apps.places.models import Dwelling
from liren.apps.places.queries import Sought, around, dwelling_for, page_of_dwellings
from liren.apps.places.views.shown import log_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part

ACTS = ("change", "tag")
MOST_HOMES = 30
PRIVATE = ("name", "id_number", "phone", "born", "employer")


@require_safe
def view(request: Request, uid: UUID) -> HttpResponse:
    """Somebody: who he is, where and with whom he lives, what is known and what happened."""
    person, actor = person_for(request.actor, uid), request.actor
    open_to = person.state in (State.PRESENT, State.MOVED)
    stays = stays_of(person)
    context: dict[str, Any] = {
        "person": person,
        "age": age_of(person),
        "kind": Residence(kind_of_residence(actor, person)).label,
        "is_present": person.state == State.PRESENT,
        "way": around(person.area),
        "home": home_words(person.home),
        "rows": facts(person),
        "members": members_of(actor, person.household) if person.household else [],
        "stays": [(stay, home_words(stay.household.dwelling)) for stay in stays],
        "tags": tags_of(actor, person),
        "past_tags": tags_of(actor, person, ended=True),
        "events": events_of(actor, person),
        "may": {one: open_to and permits(actor, f"people.{one}", person) for one in ACTS},
        "may_renew": permits(actor, "people.renew_tag", person),
        "may_rights": permits(actor, "people.claims", person),
        "permit": permit_seen(actor, person),
        "may_permit": may_issue(actor, person),
        "entries": log_of(person) if permits(actor, "people.change", person) else [],
    }
    day = day_asked(request)
    context |= {"day": day, "today": today(), "at_household": person.household}
    context |= person_then(actor, person, day) if day else {}
    return part(request, "people/person.html", "person", **context)


def facts(person: Person) -> list[tuple[str, Any]]:
    """What is known of somebody beside the numbers, by name."""
    return [
        (_("性别"), person.get_sex_display()),
        (_("出生日期"), person.born),
        (_("死亡日期"), person.died_on),
        (_("民族"), NATIONS.get(person.nation, "")),
        (_("婚姻状况"), person.get_marital_display() if person.marital else ""),
        (_("从业状况"), person.get_work_display() if person.work else ""),
        (_("工作单位"), person.employer),
        (_("户籍所在县代码"), person.hukou_code),
        (_("所在网格或社区"), person.area),
        (_("最近核对"), person.checked_on),
    ]


@sensitive_post_parameters(*PRIVATE)
@sensitive_variables()
def register(request: Request) -> HttpResponse:
    """Write somebody down: first the dwelling, then who he is and to whom he belongs."""
    if not request.actor.may("people.register"):
        raise Refused("people.no-register", _("您的角色不能登记人员。请联系社区的工作人员。"))
    uid = uuid_of(request.GET.get("dwelling", ""))
    if uid is None:
        return choose_home(request)
    dwelling = dwelling_for(request.actor, uid)
    listed = list(households_of(dwelling))
    start = {"since": today(), "household": request.GET.get("household", "")}
    form = RegisterForm(request.POST or None, households=listed, initial=start)
    return act_page(
        request,
        form,
        lambda actor, **_facts: registered(actor, dwelling, listed, form),
        title=_("在「%(home)s」登记人员") % {"home": home_words(dwelling)},
        label=_("登记"),
        back=reverse("people.dwelling", args=[dwelling.uid]),
        said=lambda person: _("已登记 %(name)s。") % {"name": person},
        to=lambda person: person.get_absolute_url(),
    )


def registered(
    actor: Actor, dwelling: Dwelling, listed: list[Household], form: RegisterForm
) -> Person:
    """The person who was written down in the chosen household, or in a new one."""
    given = form.facts()
    chosen = given.get("household", "")
    household = next((one for one in listed if str(one.uid) == chosen), None)
    where = {"tie": household.tie if household else given["tie"], "since": given["since"]}
    where |= {"household": household, "relation": given.get("relation") or Relation.HEAD}
    return actions.register(actor, dwelling, **where, **form.known())


def uuid_of(text: str) -> UUID | None:
    """The key in an address, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def choose_home(request: Request) -> HttpResponse:
    """Which dwelling: found by estate, building and room."""
    q = request.GET.get("q", "").strip()[:60]
    rows = page_of_dwellings(request.actor, Sought(q=q), limit=MOST_HOMES).rows if q else []
    homes = [(one, home_words(one)) for one in rows]
    return part(request, "people/choose_home.html", "homes", q=q, homes=homes)


@sensitive_post_parameters(*PRIVATE)
@sensitive_variables()
def change(request: Request, uid: UUID) -> HttpResponse:
    """Correct what is known of somebody."""
    person = person_for(request.actor, uid)
    form = ChangeForm(request.POST or None, person=person)
    return act_page(
        request,
        form,
        lambda actor, version, **_facts: actions.change(
            actor, person, version=version, **form.known()
        ),
        title=_("更正「%(name)s」") % {"name": person},
        label=_("保存"),
        back=person.get_absolute_url(),
        said=_("已保存。"),
        lead=_("这里只更正登记错的内容。搬家、结婚、去世这类变动请办相应的变动，相关的会一起改。"),
    )
