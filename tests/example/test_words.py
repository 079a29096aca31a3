"""What people of the example district write is varied and complete; no database is needed."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from liren.apps.cases.models import CaseKind
from liren.apps.cases.rules import LONGEST_TITLE, title_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.testing import world
from liren.site.example import estates, geometry, names
from liren.site.example.people import LOGINS, PASSWORD, Town
from liren.site.example.plans import Plan, Planner
from liren.site.example.texts import MOST, Writer, pool, spot_slots, time_slots, topics

PACK = Path(__file__).parents[2] / "liren/packs/national/cases.yaml"
KINDS: list[dict[str, Any]] = yaml.safe_load(PACK.read_text(encoding="utf-8"))["kinds"]
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def plans(writer: Writer) -> list[Plan]:
    """All cases of a whole district, with kinds and reporters that are in no database."""
    land = geometry.draw()
    town = Town(land, estates.build(land, geometry.SEED))
    town.actors = defaultdict(lambda: [Actor(User(name="沈玉珍"))])
    planner = Planner(town, writer, NOW, ZoneInfo("Asia/Shanghai"))
    facts = ("code", "zh", "competent", "open_to", "verify_by")
    planner.kinds = {k["code"]: CaseKind(**{name: k[name] for name in facts}) for k in KINDS}
    return planner.all()


def test_every_kind_has_its_sentences() -> None:
    assert topics().keys() == {kind["code"] for kind in KINDS}
    for topic in topics().values():
        assert len(topic.lines["open"]) >= 3
        assert len(topic.lines["more"]) >= 3
        assert topic.lines["seen"]
        assert len(topic.lines["done"]) >= 2


def test_no_text_of_a_whole_district_occurs_more_than_twice() -> None:
    writer = Writer(1)
    said: Counter[str] = Counter()
    for plan in plans(writer):
        slots = {
            **plan.slots,
            "it": plan.told.topic.it,
            "community": "镜湖社区",
            "body": "环卫中心",
        }
        slots |= time_slots(writer.luck, plan.start)
        text = writer.report(plan.told, plan.source, slots)
        again = spot_slots(writer.luck, plan.spot) | slots
        said.update([text, title_of(text), writer.done(plan.told.topic, plan.told.opening, again)])
        said.update(writer.line(name, again) for name in ("check_notes", "dispatch_notes"))
        assert "{" not in text
        assert plan.told.title == title_of(text)
        assert len(plan.told.title) <= LONGEST_TITLE
    assert len(said) > 5000
    assert said.most_common(1)[0][1] <= MOST


def test_the_cases_use_every_kind_and_every_source() -> None:
    found = plans(Writer(2))
    assert {plan.told.topic.code for plan in found} == topics().keys()
    assert {plan.source for plan in found} == {"resident", "patrol", "desk"}
    assert all(plan.start < NOW for plan in found)
    assert 1100 <= len(found) <= 1300


def test_outcomes_and_reasons_are_long_enough_to_be_taken() -> None:
    slots = {"it": "路灯"}
    for name in ("fail_notes", "reject_notes", "return_notes", "reopen_notes", "handle_notes"):
        assert all(len(line.format_map(defaultdict(str, slots))) >= 6 for line in pool(name))
    for topic in topics().values():
        assert all(len(re.sub(r"\{\w+\}", "", line.text)) >= 10 for line in topic.lines["done"])


def test_phone_numbers_cannot_be_real() -> None:
    assert names.PHONE_START.startswith("100")
    assert len(f"{names.PHONE_START}{1:04d}") == 11


def test_every_role_has_a_log_in() -> None:
    from liren.site.roles import ROLES

    assert {one.role for one in LOGINS} == ROLES.keys() - {"reporter", "self", "system"}
    assert len({one.username for one in LOGINS}) == len(LOGINS)


@pytest.mark.django_db
def test_the_password_meets_the_rules_of_the_house() -> None:
    world.rules()
    from django.contrib.auth.password_validation import validate_password

    for one in LOGINS:
        validate_password(PASSWORD, User(username=one.username, name="沈玉珍"))


@pytest.mark.parametrize("hand", [1, 2])
def test_two_hands_together_say_nothing_more_than_twice(hand: int) -> None:
    writer = Writer(hand, MOST // 2)
    slots = {"it": "路灯", "community": "镜湖社区", "address": "湖滨路1号", "estate": "镜湖花园"}
    lines = [
        writer.line("check_notes", slots | {"day": f"{n}日", "time": "9:00"}) for n in range(80)
    ]
    assert len(set(lines)) == len(lines)
