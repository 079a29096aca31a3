"""A town with everybody in it: each role in three places, and a case at every stage."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liren.apps.bodies.models import Body, Relation
from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture, SavedView
from liren.apps.cases.queries import kinds_in_force
from liren.apps.notices import actions as notices
from liren.apps.notices.models import Bulletin
from liren.apps.places import actions as places
from liren.apps.places.models import Building, Division, Dwelling, Estate
from liren.apps.places.rules import Pattern
from liren.apps.standards import actions as standards
from liren.apps.standards.models import Change, Declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Token, User
from liren.kernel.access.who import actor_of
from liren.kernel.api.tokens import digest
from liren.kernel.base.clock import now, today
from liren.kernel.files.storing import taken
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.testing import world
from liren.site.roles import ROLES
from tests.admitted import Admitted, admitted
from tests.burdened import Burdened, burdened
from tests.disclosed import Disclosed, disclosed
from tests.gated import Gated, gated
from tests.gifted import Gifted, gifted
from tests.granted import Granted, granted
from tests.happened import Happened, happened
from tests.listed import Listed, listed
from tests.owed import Owed, owed
from tests.peopled import Peopled, peopled
from tests.pursed import Pursed, pursed
from tests.rented import Rented, rented
from tests.righted import Righted, righted
from tests.spending import Spent, spent
from tests.staffed import Staffed, staff
from tests.told import Told, told

OWN, SISTER, FOREIGN = "990101.001.001.", "990101.001.002.", "990102.001.001."
PLACES = {"own": OWN, "sister": SISTER, "foreign": FOREIGN}
GIVEN = tuple(role for role in ROLES if role not in ("reporter", "self", "system"))
BODY_ROLES = frozenset(
    {"department_clerk", "department_head", "property_company", "provider"}
    | {"foundation_clerk", "foundation_director"}
)
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓。"
GOOD = "已联系住户清运，楼道恢复畅通，拍照留存。"
SECRET = "lr_town"
WHY = "不属于本单位职责，应由环卫处理。"


@dataclass
class Town:
    """Everything by name."""

    grid: Area
    picture: Picture | None = None
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    makers: dict[str, Actor] = field(default_factory=dict)
    staffed: Staffed | None = None
    relation: Relation | None = None
    view: SavedView | None = None
    declared: Declared | None = None
    change: Change | None = None
    token: Token | None = None
    told: Told | None = None
    homes: dict[str, Estate | Building | Dwelling] = field(default_factory=dict)
    bulletins: dict[str, Bulletin] = field(default_factory=dict)
    peopled: Peopled | None = None
    rented: Rented | None = None
    righted: Righted | None = None
    happened: Happened | None = None
    listed: Listed | None = None
    admitted: Admitted | None = None
    gated: Gated | None = None
    burdened: Burdened | None = None
    owed: Owed | None = None
    granted: Granted | None = None
    gifted: Gifted | None = None
    disclosed: Disclosed | None = None
    spent: Spent | None = None
    pursed: Pursed | None = None


def build() -> Town:
    """The town as the matrix walks it: every verb has a case that waits for it."""
    world.rules()
    town = Town(grid=world.square(world.area(OWN + "01."), 120.92, 30.85))
    for place, path in PLACES.items():
        town.bodies[place] = world.body(f"b-{place}", "property_company", path, "property")
        for role in GIVEN:
            person = town.people[role, place] = world.user(f"{role}-{place}")
            body = town.bodies[place] if role in BODY_ROLES else None
            world.grant(person, role, path, for_body=body)
    town.makers = makers(town)
    town.people["reporter", "own"] = town.makers["reporter"].user
    for verb in ("cases.report", *STRAIGHT, "cases.reject", "cases.self_handle", "cases.return"):
        town.cases[verb] = waiting_for(town, verb)
    for verb in ("cases.ask", "cases.answer", "cases.join"):
        town.cases[verb] = waiting_for(town, "cases.accept")
    actions.ask(town.makers["desk"], town.cases["cases.answer"], note="纸箱堆在几楼？")
    town.cases["cases.reopen"] = town.cases["cases.rate"]
    town.staffed = staff(town.bodies["own"])
    town.relation = relate(town)
    town.picture = picture_of(town, town.cases["cases.sign"])
    owner = town.makers["desk"].user
    town.view = SavedView.objects.create(user=owner, name="我的", query="tab=late")
    figures(town)
    town.token = token_of(owner, "cases.view")
    town.told = told(owner, town.bodies["own"])
    town.homes = settled(town)
    town.bulletins = bulletins()
    dwelling = town.homes["dwelling"]
    assert isinstance(dwelling, Dwelling)
    town.peopled = peopled(world.actor("maker-head"), dwelling)
    town.rented = rented(world.actor("maker-head"), dwelling)
    community = Area.objects.get(path=OWN)
    town.listed = listed(community)
    town.admitted = admitted(community, town.bodies["own"])
    town.gated = gated(town.bodies["own"], community)
    town.owed = owed(town.gated.application, community, town.bodies["own"])
    town.burdened = burdened(world.actor("maker-head"), community, town.bodies["own"])
    town.gifted = gifted(community)
    town.disclosed = disclosed(community)
    town.spent = spent(community, town.bodies["own"], drawing())
    town.pursed = pursed(community)
    town.granted = granted(community)
    town.righted = righted(world.actor("maker-head"), town.peopled.person, community)
    upper = Dwelling.objects.filter(building=dwelling.building).exclude(pk=dwelling.pk)[0]
    town.happened = happened(world.actor("maker-head"), upper, community)
    return town


def settled(town: Town) -> dict[str, Estate | Building | Dwelling]:
    """An estate with a building that is laid out and one that is not, and a county to adopt."""
    head = world.actor("maker-head", "community_head", OWN)
    community = Area.objects.get(path=OWN)
    estate = places.add_estate(head, community, name="南门花园", management="self")
    building = places.add_building(head, estate, number="1", floors=2)
    places.lay_out(head, building, pattern=Pattern(1, 2, 1))
    bare = places.add_building(head, estate, number="2", floors=2)
    Division.objects.create(code="410000000000", name="某省", level="province", words="某省")
    Division.objects.create(
        code="411100000000", name="某市", level="city", words="某市", parent_code="410000000000"
    )
    dwelling = Dwelling.objects.filter(building=building)[0]
    return {"estate": estate, "building": building, "bare": bare, "dwelling": dwelling}


def bulletins() -> dict[str, Bulletin]:
    """One that is being written, and one that is out."""
    head, community = world.actor("maker-head"), Area.objects.get(path=OWN)
    said: dict[str, Any] = {
        "kind": "outage",
        "title": "今晚停水八小时",
        "text": TEXT,
        "since": today(),
    }
    out = notices.draft(head, community, **said)
    draft = notices.draft(head, community, **said)
    return {"draft": draft, "out": notices.publish(head, out)}


def relate(town: Town) -> Relation:
    """A residents' group that can be dissolved, and what it does to another body."""
    town.bodies["group"] = world.body("b-group", "residents_group", OWN)
    return Relation.objects.create(
        giver=town.bodies["group"], receiver=town.bodies["own"], tie="guides", basis=WHY,
        valid_from=today(), area=town.bodies["own"].area,
    )  # fmt: skip


def figures(town: Town) -> None:
    """A number that waits for its second person, and a change of a rule that does."""
    desk = town.makers["desk"]
    town.declared = standards.declare(
        desk, world.area(OWN), key="households", value=Decimal(7), day=today(), document="统计年报"
    )
    pack = Pack.objects.get(in_force=True)
    before = Parameter.objects.get(pack=pack, key="premises.least", valid_to=None)
    office = world.actor("maker-office", "district_office", "990101.")
    town.change = standards.propose(
        office, pack, before=before, value=800, valid_from=today(), source="县委办文件"
    )


def makers(town: Town) -> dict[str, Actor]:
    """The people who bring the cases on; none of them is asked in the matrix."""
    clerk = world.user("maker-clerk")
    world.grant(clerk, "property_company", for_body=town.bodies["own"])
    return {
        "reporter": world.actor("maker-reporter", "resident", OWN),
        "desk": world.actor("maker-desk", "subdistrict_desk", "990101.001."),
        "patrol": world.actor("maker-patrol", "grid_worker", OWN),
        "clerk": actor_of(clerk),
    }


Act = Callable[[Town, Case], Case]
STRAIGHT: dict[str, Act] = {
    "cases.accept": lambda t, case: actions.accept(t.makers["desk"], case),
    "cases.dispatch": lambda t, case: actions.dispatch(
        t.makers["desk"], case, handler=t.bodies["own"]
    ),
    "cases.sign": lambda t, case: actions.sign(t.makers["clerk"], case),
    "cases.handle": lambda t, case: actions.handle(t.makers["clerk"], case, note=WHY),
    "cases.feed_back": lambda t, case: actions.feed_back(t.makers["clerk"], case, outcome=GOOD),
    "cases.verify": lambda t, case: actions.verify(t.makers["patrol"], case, passed=True),
    "cases.close": lambda t, case: actions.close(t.makers["desk"], case),
    "cases.rate": lambda t, case: case,
}
# verbs off the straight way wait at the same stage as one that is on it
BESIDE = {
    "cases.report": "cases.accept",
    "cases.reject": "cases.accept",
    "cases.self_handle": "cases.accept",
    "cases.return": "cases.sign",
}


def report(town: Town, text: str = TEXT) -> Case:
    """A new report in the grid of the own community."""
    kind = kinds_in_force()["corridor_clutter"]
    return actions.report(
        town.makers["reporter"], town.grid, kind=kind, text=text, source="resident",
        lng=120.925, lat=30.855,
    )  # fmt: skip


def waiting_for(town: Town, verb: str) -> Case:
    """A case that stands just before a verb."""
    case, last = report(town), BESIDE.get(verb, verb)
    for step, act in STRAIGHT.items():
        if step == last:
            break
        case = act(town, case)
    return case


def picture_of(town: Town, case: Case) -> Picture:
    """A picture that the desk hung on a case."""
    desk = town.makers["desk"]
    with taken(desk, [SimpleUploadedFile("a.png", drawing())]) as kept:
        actions.add_picture(desk, case, pictures=kept)
    return Picture.objects.get(case=case)


def drawing(colour: str = "#4a7", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture that a browser could send."""
    into = BytesIO()
    Image.new("RGB", size, colour).save(into, "PNG")
    return into.getvalue()


def token_of(user: User, *scopes: str, area: Area | None = None, secret: str = SECRET) -> Token:
    """A program's key; its secret is told."""
    return Token.objects.create(
        user=user, name="t", digest=digest(secret), scopes=list(scopes), area=area,
        made_at=now(), until=today(),
    )  # fmt: skip
