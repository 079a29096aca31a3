"""A small district with a desk, a department and a resident, and a case at any stage."""

from collections.abc import Callable

import pytest

from liren.apps.cases import actions
from liren.apps.cases.models import Case, CaseKind
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.testing import world

TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓。"
GOOD = "已联系住户清运，楼道恢复畅通，拍照留存。"
WHY = "不属于本单位职责，应由环卫处理。"


@pytest.fixture
def town(db: None) -> Area:
    """Grid 01 of community 001 in subdistrict 001, with the pack of Jiashan in force."""
    world.rules()
    return world.area("990101.001.001.01.")


@pytest.fixture
def kind(town: Area) -> CaseKind:
    """Clutter in a corridor."""
    return kinds_in_force()["corridor_clutter"]


@pytest.fixture
def resident(town: Area) -> Actor:
    return world.actor("resident", "resident", "990101.")


@pytest.fixture
def desk(town: Area) -> Actor:
    return world.actor("desk", "subdistrict_desk", "990101.001.")


@pytest.fixture
def patrol(town: Area) -> Actor:
    return world.actor("patrol", "grid_worker", "990101.001.001.")


@pytest.fixture
def company(town: Area) -> Body:
    return world.body("company", "property_company", "990101.001.", "property")


@pytest.fixture
def clerk(company: Body) -> Actor:
    return world.actor("clerk", "property_company", for_body=company)


@pytest.fixture
def case(resident: Actor, town: Area, kind: CaseKind) -> Case:
    return actions.report(resident, town, kind=kind, text=TEXT, source="resident")


@pytest.fixture
def upto(
    case: Case, desk: Actor, patrol: Actor, clerk: Actor, company: Body
) -> Callable[[str], Case]:
    """The case after a verb of the straight way."""
    way: list[tuple[str, Callable[[], Case]]] = [
        ("cases.accept", lambda: actions.accept(desk, case)),
        ("cases.dispatch", lambda: actions.dispatch(desk, case, handler=company)),
        ("cases.sign", lambda: actions.sign(clerk, case)),
        ("cases.handle", lambda: actions.handle(clerk, case, note="已派两名保洁员到场清理。")),
        ("cases.feed_back", lambda: actions.feed_back(clerk, case, outcome=GOOD)),
        ("cases.verify", lambda: actions.verify(patrol, case, passed=True)),
        ("cases.close", lambda: actions.close(desk, case)),
    ]

    def walk(last: str) -> Case:
        here = case
        for verb, act in way:
            here = act()
            if verb == last:
                break
        return here

    return walk
