"""One community, four ways: who decides, who executes, who answers for what."""

from collections.abc import Callable
from datetime import date

import pytest

from liren.apps.bodies.models import Adoption, Body, Institution
from liren.apps.bodies.queries import (
    appraisers_of,
    bodies_around,
    competent,
    home_of,
    is_competent,
    kind_names,
    lines_in,
    model_of,
    models,
    responsible,
)
from liren.kernel.access.models import Area
from liren.kernel.policy import packs
from liren.kernel.policy.models import Pack
from liren.kernel.policy.values import changed
from liren.kernel.testing import world
from liren.site.roles import ROLES

Choose = Callable[[str], None]
BOTH = "residents_assembly community"
ASKED = {
    "merged": ("party_general_branch", BOTH, "community", "community"),
    "weihai": ("party_branch", "representative_conference standing_council", "community", ""),
    "panlong": ("party_general_branch", "community", "station", "station"),
    "panjin": ("party_general_branch", BOTH, "grid_centre party_centre", "grid_centre"),
}


@pytest.mark.parametrize("code", list(ASKED))
def test_the_same_community_four_ways(
    bodies: dict[str, Body], place: Area, holds: Choose, code: str
) -> None:
    holds(code)
    leads, decides, executes, desk = ASKED[code]

    def played(part: str) -> list[str]:
        return [body.kind for body in responsible(place, part)]

    assert played("leads") == [leads]
    assert played("decides") == decides.split()
    assert played("executes") == executes.split()
    signs = desk or "community"
    assert played("community_desk") == [signs]
    first = competent(["community_desk"], place)[0]
    assert first.kind == signs
    assert is_competent(bodies[signs], ["community_desk"])
    others = set(bodies) - {signs}
    assert not [kind for kind in others if is_competent(bodies[kind], ["community_desk"])]


def test_the_model_wins_over_what_stands_on_the_row(
    bodies: dict[str, Body], place: Area, holds: Choose
) -> None:
    committee = bodies["community"]
    committee.functions = ["community_desk"]
    committee.save()
    holds("panlong")
    assert not is_competent(committee, ["community_desk"])
    assert competent(["community_desk"], place)[0] == bodies["station"]
    Body.objects.filter(pk=bodies["station"].pk).update(valid_to=date(2025, 6, 1))
    assert is_competent(committee, ["community_desk"]), "no station stands: the committee answers"
    assert bodies["station"] not in competent(["community_desk"], place)
    assert not is_competent(bodies["station"], ["community_desk"])


def test_a_village_has_counterparts(place: Area, holds: Choose) -> None:
    holds("merged")
    village = world.body("v", "village", place.path)
    assert responsible(place, "community_desk") == [village]
    assert responsible(place, "executes") == [village]


def test_who_resolves_who_is_appraised_and_where_people_belong(
    bodies: dict[str, Body], place: Area, holds: Choose
) -> None:
    holds("weihai")
    assert responsible(place, "resolution") == [bodies["representative_conference"]]
    assert appraisers_of(bodies["community"]) == [bodies["representative_conference"]]
    assert home_of(place, "community_worker") == [bodies["community"]]
    holds("panlong")
    assert responsible(place, "resolution") == [bodies["community"]]
    assert set(appraisers_of(bodies["station"])) == {bodies["community"], bodies["subdistrict"]}
    assert appraisers_of(bodies["community"]) == []
    assert home_of(place, "community_worker") == [bodies["station"]]
    assert home_of(place, "rc_member") == [bodies["community"]]
    panlong = models()["panlong"]
    assert panlong.may_appraise("community", "station")
    assert not panlong.may_appraise("station", "community")


def test_lines_follow_from_the_model(bodies: dict[str, Body], place: Area, holds: Choose) -> None:
    """M156: the Party leads both, the committee appraises the station, the office guides."""
    holds("panlong")
    around = bodies_around(place, model_of(place))
    found = {(x.giver.kind, str(x.tie), x.receiver.kind) for x in lines_in(place, around)}
    assert {
        ("party_work_committee", "leads", "party_general_branch"),
        ("party_general_branch", "leads", "community"),
        ("party_general_branch", "leads", "station"),
        ("community", "guides", "station"),
        ("community", "supervises", "station"),
        ("community", "appraises", "station"),
        ("station", "executes_for", "community"),
        ("subdistrict", "guides", "community"),
    } <= found
    assert ("subdistrict", "appraises", "community") not in found
    assert ("subdistrict", "leads", "community") not in found
    assert all(line.basis for line in lines_in(place, around))


def test_a_pilot_holds_in_its_areas_first(place: Area) -> None:
    pack = Pack.objects.get(code="jiashan")
    pilot = world.area("990101.002.001.")
    Adoption.objects.create(
        pack=pack, model=Institution.objects.get(code="panlong"), areas=["990101002000"],
        valid_from=date(2024, 1, 1), source="试点通知",
    )  # fmt: skip
    changed()
    here, there = model_of(place), model_of(pilot)
    assert here is not None
    assert there is not None
    assert (here.code, there.code) == ("merged", "panlong")
    before = model_of(pilot, date(2023, 12, 31))
    assert before is not None
    assert before.code == "merged"


@pytest.mark.parametrize("code", list(ASKED))
def test_a_model_is_whole(db: None, code: str) -> None:
    model = models()[code]
    named = {kind for link in model.links for kind in (link.giver, link.receiver)}
    assert set(model.roles) <= set(ROLES)
    assert set(model.roles.values()) <= set(model.kinds)
    assert all(model.parts[part] for part in ("leads", "decides", "executes", "pays"))
    needed = {kind for kind, least in model.kinds.items() if least}
    alone = {"consultative_committee", "residents_group", "contact_point"}
    assert needed <= named | alone, "every body that must be there is tied to another"
    assert all(link.source for link in model.links)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pack", "code"),
    [
        ("jiashan", "merged"),
        ("district000", "merged"),
        ("weihai", "weihai"),
        ("panlong", "panlong"),
        ("panjin", "panjin"),
    ],
)
def test_each_pack_says_which_model_holds(place: Area, pack: str, code: str) -> None:
    packs.apply(pack, leave_out=frozenset({"areas.csv"}))
    model = model_of(place)
    assert model is not None
    assert model.code == code
    assert not missing_kinds(code)


def missing_kinds(code: str) -> set[str]:
    """Kinds that a model names and no pack describes."""
    model = models()[code]
    named = {kind for link in model.links for kind in (link.giver, link.receiver)}
    return (named | set(model.kinds)) - set(kind_names())
