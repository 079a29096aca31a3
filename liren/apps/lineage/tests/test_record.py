"""Every step of a change is on record with who did it."""

from datetime import timedelta
from typing import Any

from liren.apps.lineage import actions
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today

from .conftest import OFFICE, Through, wish


def test_a_change_carried_out_names_all_who_took_part(
    communities: list[Area], through: Through, head: Actor, district: Actor
) -> None:
    first = communities[0]
    parts = [wish(first.name, continues=first.code), wish("瓶山社区", f"{first.code}03")]
    change = through("split", [first], parts)
    steps = {entry.verb: entry.actor_id for entry in history(change)}
    assert steps["lineage.draft"] == steps["lineage.propose"] == head.user.pk
    assert steps["lineage.consent"] == district.user.pk
    assert "lineage.carry_out" in steps


def test_a_plan_that_was_altered_and_given_up_is_kept(
    communities: list[Area], head: Actor
) -> None:
    first, office = communities[0], Area.objects.get(path=OFFICE)
    facts: dict[str, Any] = {"title": "调整", "document": "和政发〔2026〕9号"}
    parts = [wish(first.name, continues=first.code), wish("瓶山社区", f"{first.code}03")]
    change = actions.draft(
        head,
        office,
        kind="split",
        predecessors=[first],
        parts=parts,
        effective=today() + timedelta(days=10),
        **facts,
    )
    parts[1] = wish("瓶山社区", f"{first.code}04")
    actions.assign(head, change, parts=parts)
    actions.withdraw(head, change, reason="改按楼栋重新划分")
    verbs = [entry.verb for entry in history(change)]
    assert verbs == ["lineage.withdraw", "lineage.assign", "lineage.draft"]
    assert Area.objects.valid().filter(name="瓶山社区").count() == 0
