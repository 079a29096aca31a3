"""Founding, changing, counting and dissolving bodies."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.bodies import actions
from liren.apps.bodies.models import Body, Relation
from liren.apps.bodies.queries import Asked, bodies_for, members_of
from liren.apps.bodies.tests.conftest import COMMUNITY, SINCE, SUBDISTRICT, kind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

PAPER = "和安委办〔2026〕8号"


def found(actor: Actor, place: Area, code: str, name: str, **facts: object) -> Body:
    """Found a body."""
    given = {"kind": kind(code), "name": name, "founding": PAPER, "since": SINCE, **facts}
    return actions.found(actor, place, **given)  # type: ignore[arg-type]


def refusal(code: str) -> "pytest.RaisesExc[Refused]":
    """The refusal with this code."""
    return pytest.RaisesExc(Refused, check=lambda no: no.code == code)


def test_founding_a_body_is_on_record(place: Area, leader: Actor) -> None:
    """`bodies.found`"""
    body = found(leader, place, "community", " 镜湖社区  居民委员会 ", phone="0573-1")
    assert (body.name, body.valid_from, body.founding) == ("镜湖社区 居民委员会", SINCE, PAPER)
    assert body.initials == "jhsqjmwyh"
    assert history(body)[0].verb == "bodies.found"
    assert members_of(body) is None


def test_who_founds_what(place: Area, leader: Actor, head: Actor) -> None:
    with refusal("bodies.not-yours"):
        found(head, place, "community", "镜湖居委会")
    group = found(head, place, "residents_group", "第一居民小组")
    assert group.area == place
    with pytest.raises(PermissionDenied):
        found(world.actor("w", "community_worker", COMMUNITY), place, "unit", "某单位")
    elsewhere = world.actor("n", "subdistrict_head", "990101.002.")
    with pytest.raises(PermissionDenied):
        found(elsewhere, place, "unit", "某单位")


def test_what_is_refused(place: Area, leader: Actor) -> None:
    found(leader, place, "community", "镜湖居委会")
    with refusal("bodies.already-there"):
        found(leader, place, "community", "另一个居委会")
    with refusal("bodies.same-name"):
        found(leader, place, "unit", "镜湖居委会")
    with refusal("bodies.not-in-model"):
        found(leader, place, "station", "镜湖社区工作站")
    with refusal("bodies.wrong-level"):
        found(leader, place, "police_station", "镜湖派出所")
    with refusal("bodies.no-document"):
        found(leader, place, "unit", "某单位", founding=" ")
    with refusal("bodies.too-late"):
        found(leader, place, "unit", "某单位", since=today() + timedelta(1))
    with refusal("bodies.no-name"):
        found(leader, place, "unit", " 甲 ")
    with refusal("bodies.hours"):
        found(leader, place, "unit", "某单位", office_hours=["8点到12点"])
    far = world.body("far", "subdistrict", "990101.002.")
    with refusal("bodies.wrong-parent"):
        found(leader, place, "unit", "某单位", parent=far)


def test_changing_a_body(place: Area, leader: Actor, head: Actor) -> None:
    """`bodies.change`"""
    body = found(leader, place, "community", "镜湖居委会")
    group = found(head, place, "residents_group", "第一小组", parent=body)
    actions.change(head, body, phone="0573-2", office_hours=["08:30-12:00", "14:00-17:30"])
    body.refresh_from_db()
    assert body.phone == "0573-2"
    with refusal("bodies.not-yours"):
        actions.change(head, body, name="南门居委会")
    actions.change(leader, body, name="南门居委会")
    body.refresh_from_db()
    assert body.initials == "nmjwh"
    with refusal("bodies.circle"):
        actions.change(leader, body, parent=group)
    with refusal("bodies.hours"):
        actions.change(head, body, office_hours=["14:00-17:30", "08:30-12:00"])
    with pytest.raises(PermissionDenied):
        actions.change(world.actor("r", "resident", COMMUNITY), body, phone="1")


def test_dissolving_a_body(place: Area, leader: Actor) -> None:
    """`bodies.dissolve`"""
    body = found(leader, place, "community", "镜湖居委会")
    group = found(leader, place, "residents_group", "第一小组", parent=body)
    other = found(leader, place, "supervisory_committee", "监督委员会")
    actions.relate(leader, other, other=body, tie="guides", basis=PAPER, since=SINCE)
    with refusal("bodies.still-held"):
        actions.dissolve(leader, body, closing=PAPER, on=today())
    actions.dissolve(leader, group, closing=PAPER, on=today())
    actions.dissolve(leader, body, closing=PAPER, on=today())
    body.refresh_from_db()
    assert body.valid_to == today()
    assert not body.stands()
    assert Relation.objects.get().valid_to == today()
    assert body not in bodies_for(leader)
    assert body in bodies_for(leader, Asked(gone=True))
    with refusal("bodies.dissolved"):
        actions.dissolve(leader, body, closing=PAPER, on=today())
    with refusal("bodies.dissolved"):
        actions.change(leader, body, phone="1")
    assert found(leader, place, "community", "镜湖居委会").pk != body.pk, "its place is free again"


def test_people_of_a_body_are_counted(place: Area, leader: Actor, head: Actor) -> None:
    """`bodies.count_members`"""
    general = found(leader, place, "party_general_branch", "镜湖社区党总支")
    actions.count_members(head, general, members=40, on=SINCE)
    branch = found(leader, place, "branch_retirees", "离退休党支部", parent=general)
    with refusal("bodies.has-branches"):
        actions.count_members(head, general, members=40, on=today())
    actions.count_members(head, branch, members=31, on=SINCE)
    actions.count_members(head, branch, members=33, on=SINCE, source="更正")
    count = members_of(branch)
    assert count is not None
    assert (count.members, count.source) == (33, "更正")
    assert members_of(branch, SINCE - timedelta(1)) is None
    with refusal("bodies.count-day"):
        actions.count_members(head, branch, members=1, on=today() + timedelta(1))
    unit = found(head, place, "unit", "某单位")
    with refusal("bodies.not-counted"):
        actions.count_members(head, unit, members=1, on=SINCE)


def test_relations_add_and_override(bodies: dict[str, Body], place: Area, leader: Actor) -> None:
    """`bodies.relate` and `bodies.end_relation`"""
    from liren.apps.bodies.queries import bodies_around, lines_in, model_of

    committee, station = bodies["community"], bodies["station"]

    def payers() -> list[str]:
        around = bodies_around(place, model_of(place))
        lines = lines_in(place, around)
        return [x.giver.code for x in lines if x.tie == "pays" and x.receiver == committee]

    assert payers() == ["subdistrict"]
    actions.relate(
        leader, committee, other=bodies["government"], tie="pays", basis=PAPER, since=SINCE,
        passive=True, instead=True,
    )  # fmt: skip
    assert payers() == ["government"]
    with refusal("bodies.already-related"):
        actions.relate(
            leader, committee, other=bodies["government"], tie="pays", basis=PAPER,
            since=SINCE, passive=True,
        )  # fmt: skip
    with refusal("bodies.same-body"):
        actions.relate(leader, committee, other=committee, tie="pays", basis=PAPER, since=SINCE)
    row = Relation.objects.get()
    actions.end_relation(leader, row, on=today())
    assert payers() == ["subdistrict"]
    with refusal("bodies.relation-ended"):
        actions.end_relation(leader, row, on=today())
    with pytest.raises(PermissionDenied):
        actions.relate(
            world.actor("h", "community_head", COMMUNITY), committee, other=station,
            tie="guides", basis=PAPER, since=SINCE,
        )  # fmt: skip
    hidden = world.body("hidden", "department", "990101.002.")
    with pytest.raises(PermissionDenied):
        actions.relate(leader, committee, other=hidden, tie="guides", basis=PAPER, since=SINCE)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (Asked(q="镜湖"), ["镜湖居委会"]),
        (Asked(q="jhjwh"), ["镜湖居委会"]),
        (Asked(q="JH"), ["镜湖居委会"]),
        (Asked(q="jinghu"), ["镜湖居委会"]),
        (Asked(q="%_'\"; DROP"), []),
        (Asked(kind="unit"), ["新桥小学"]),
        (Asked(family="self_government"), ["镜湖居委会"]),
        (Asked(area="990101001001"), ["新桥小学", "镜湖居委会"]),
        (Asked(area="990101009000"), []),
        (Asked(tie="guides"), ["望湖街道办事处"]),
        (Asked(tie="no-such"), []),
    ],
)
def test_the_list_is_searched(place: Area, leader: Actor, asked: Asked, names: list[str]) -> None:
    world.body("a", "community", COMMUNITY)
    Body.objects.filter(code="a").delete()
    found(leader, place, "community", "镜湖居委会")
    found(leader, place, "unit", "新桥小学")
    office = world.body("o", "subdistrict", SUBDISTRICT)
    office.name = "望湖街道办事处"
    office.save()
    assert sorted(str(body) for body in bodies_for(leader, asked)) == sorted(names)


def test_one_sees_who_stands_above(bodies: dict[str, Body], head: Actor) -> None:
    seen = set(bodies_for(head))
    assert bodies["subdistrict"] in seen
    assert bodies["government"] in seen
    sister = world.body("sister", "community", "990101.001.002.")
    assert sister not in seen
    with pytest.raises(PermissionDenied):
        actions.change(head, bodies["subdistrict"], phone="1")
