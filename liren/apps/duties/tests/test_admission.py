"""The way of an application: what each step asks for, what it brings, who may take it."""

from typing import Any

import pytest

from liren.apps.duties.queries.gate import ask_gate, cost
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests.admitted import (
    active,
)
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused

pytestmark = pytest.mark.django_db


def refused(code: str, act: Any, *args: Any, **facts: Any) -> None:
    """It is refused with this code."""
    with pytest.raises(Refused) as no:
        act(*args, **facts)
    assert no.value.code == code


def test_a_survey_goes_all_the_way_and_passes_the_gate(offices: Offices) -> None:
    application = active(offices)
    assert application.state == State.ACTIVE
    assert cost(application) == 3 * 100 * 1500
    area = offices.communities[0]
    found = ask_gate(
        offices.department, area, "survey", today(), quantity=100, application=application
    )
    assert found.passed == "admission"
    verbs = {entry.verb for entry in history(application)}
    assert {"duties.draft", "duties.submit", "duties.approve", "duties.activate"} <= verbs
