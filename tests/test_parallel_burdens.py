"""Many at the same moment: one plaque, one month, one that stands of two."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from liren.apps.duties.actions.burdens import merge_burden, note_burden
from liren.apps.duties.actions.estimates import estimate
from liren.apps.duties.models import Burden, Estimate
from liren.apps.duties.rules.estimates import Hours, first_of
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture(autouse=True)
def rules() -> None:
    """The rules in force."""
    world.rules()


def people() -> list[Actor]:
    """Several who work in the same community."""
    return [world.actor(f"worker-{n}", "community_worker", OWN) for n in range(MANY)]


def codes(found: list[object]) -> Counter[str]:
    """The refusals by code."""
    return Counter(one.code for one in found if isinstance(one, Refused))


def test_many_register_one_plaque() -> None:
    where = world.area(OWN)

    def note(who: Actor) -> Callable[[], Burden]:
        return lambda: note_burden(who, where, kind="plaque", title="普法站", asker_name="司法所")

    found: list[object] = list(at_once([note(who) for who in people()]))
    assert codes(found) == {"duties.burden-twin": MANY - 1}
    assert Burden.objects.count() == 1


def test_many_write_one_month() -> None:
    where = world.area(OWN)

    def write(who: Actor, hours: int) -> Callable[[], Estimate]:
        lines = [Hours("接待来访", Decimal(hours))]
        month = first_of(today())
        return lambda: estimate(who, where, month=month, staff=3, lines=lines)

    works = [write(who, hours) for hours, who in enumerate(people(), start=1)]
    found: list[object] = list(at_once(works))
    assert codes(found) == {"duties.estimate-changed": MANY - 1}
    row = Estimate.objects.get()
    assert (row.version, row.lines.count()) == (1, 1)


def test_two_that_are_merged_into_each_other_leave_one() -> None:
    where = world.area(OWN)
    head = world.actor("head", "community_head", OWN)
    one, other = (
        note_burden(head, where, kind="plaque", title=title, asker_name="局") for title in "甲乙"
    )
    works = [
        lambda: merge_burden(head, one, into=other),
        lambda: merge_burden(head, other, into=one),
    ]
    found: list[object] = list(at_once(works))
    assert codes(found).total() == 1
    assert sorted(Burden.objects.values_list("state", flat=True)) == ["found", "merged"]
