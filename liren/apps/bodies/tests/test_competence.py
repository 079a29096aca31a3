"""Who is asked first: the competent before the others, the near before the far."""

import pytest

from liren.apps.bodies.queries import bodies_for, competent, is_competent
from liren.apps.bodies.rules import competence
from liren.kernel.testing import world


def test_competence() -> None:
    assert competence(["roads", "lighting"], ["lighting", "roads"]) == 0
    assert competence(["roads"], ["lighting", "roads"]) == 1
    assert competence(["parks"], ["lighting", "roads"]) is None
    assert competence([], ["lighting"]) is None
    assert competence(["lighting"], []) is None


def test_order(db: None) -> None:
    where = world.area("990101.001.001.01.")
    far = world.body("far-light", "department", "990101.", "lighting")
    near = world.body("near-light", "subdistrict", "990101.001.", "lighting", "roads")
    roads = world.body("roads", "department", "990101.", "roads")
    other = world.body("other", "community", "990101.001.001.")
    world.body("elsewhere", "department", "990101.002.", "lighting")
    world.body("outside", "department", "990102.", "lighting")
    assert competent(["lighting", "roads"], where) == [near, far, roads, other]
    assert competent(["roads"], where) == [near, roads, other, far]
    assert is_competent(near, ["roads"])
    assert not is_competent(other, ["roads"])


def test_one_sees_the_bodies_of_ones_area(db: None) -> None:
    inside = world.body("inside", "department", "990101.001.")
    world.body("neighbour", "department", "990101.002.")
    who = world.actor("w", "auditor", "990101.001.")
    assert list(bodies_for(who)) == [inside]


@pytest.mark.parametrize("path", ["990101.", "990101.001.", "990101.001.001."])
def test_a_body_reaches_down_never_up(db: None, path: str) -> None:
    body = world.body("b", "department", "990101.001.", "lighting")
    reached = body in competent(["lighting"], world.area(path))
    assert reached is (path != "990101.")
