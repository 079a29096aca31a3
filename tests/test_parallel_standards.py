"""Many at the same moment: one consent, one proposal, one confirmation."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from liren.apps.standards import actions
from liren.apps.standards.models import Change, Declared
from liren.kernel.access.actor import Actor
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 24


@pytest.fixture(autouse=True)
def rules() -> None:
    """The rules in force."""
    world.rules()


def people(role: str, number: int = 4) -> list[Actor]:
    """Several with one role in the district."""
    return [world.actor(f"{role}-{n}", role, "990101.") for n in range(number)]


def propose(who: Actor, value: int = 60) -> Change:
    """A change of the premises rule."""
    before = Parameter.objects.get(pack__code="jiashan", key="premises.per_block", valid_to=None)
    return actions.propose(
        who, Pack.objects.get(in_force=True), before=before, value=value,
        valid_from=date(2026, 1, 1), source="县委办〔2025〕88号",
    )  # fmt: skip


def codes(found: list[object]) -> Counter[str]:
    """The refusals by code."""
    return Counter(one.code for one in found if isinstance(one, Refused))


def test_many_consents_write_one_version() -> None:
    change = propose(world.actor("ban", "district_office", "990101."))
    finance = people("district_finance")

    def consent(who: Actor) -> Callable[[], str]:
        return lambda: actions.consent(who, change).state

    found = at_once([consent(finance[n % 4]) for n in range(MANY)], width=12)
    assert found.count("applied") == 1
    assert codes(found) == {"policy.decided": MANY - 1}  # type: ignore[arg-type]
    rows = Parameter.objects.filter(key="premises.per_block", value=60)
    assert rows.count() == 1
    Change.objects.all().delete()
    rows.delete()


def test_consent_refusal_and_withdrawal_at_once_leave_one_of_them() -> None:
    office = world.actor("ban", "district_office", "990101.")
    first, second = people("district_finance", 2)
    change = propose(office)
    found = at_once(
        [
            lambda: actions.consent(first, change).state,
            lambda: actions.refuse(second, change, note="依据不足。").state,
            lambda: actions.withdraw(office, change).state,
        ]
    )
    assert codes(found) == {"policy.decided": 2}  # type: ignore[arg-type]
    state = Change.objects.get().state
    assert state in found
    written = Parameter.objects.filter(key="premises.per_block", value=60)
    assert written.exists() == (state == "applied")
    Change.objects.all().delete()
    written.delete()


def test_many_proposals_of_one_parameter_leave_one() -> None:
    offices = people("district_office")

    def go(n: int) -> Callable[[], int]:
        return lambda: propose(offices[n % 4], 60 + n).pk

    found = at_once([go(n) for n in range(MANY)], width=12)
    assert codes(found) == {"policy.change-waits": MANY - 1}  # type: ignore[arg-type]
    assert Change.objects.count() == 1
    Change.objects.all().delete()


def test_many_confirmations_and_declarations_of_one_number() -> None:
    desk = world.actor("xu", "subdistrict_head", "990101.001.")
    heads = [world.actor(f"he-{n}", "community_head", OWN) for n in range(4)]
    area, day = world.area(OWN), date(2026, 6, 30)

    def declare(n: int) -> Callable[[], int]:
        return lambda: (
            actions.declare(
                desk, area, key="households", value=Decimal(3551), day=day, document=f"统计表{n}号"
            ).pk
        )

    made = at_once([declare(n) for n in range(MANY)], width=12)
    assert len(set(made)) == 1, made
    row = Declared.objects.get()

    def confirm(n: int) -> Callable[[], bool]:
        return lambda: bool(actions.confirm(heads[n % 4], row, value=Decimal(3551)).confirmed_at)

    found = at_once([confirm(n) for n in range(MANY)], width=12)
    assert found.count(True) == 1
    assert codes(found) == {"standards.confirmed": MANY - 1}  # type: ignore[arg-type]
