"""Posts and who sits there: the role comes and goes with the seat."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from liren.apps.bodies import actions as bodies
from liren.apps.offices import actions
from liren.apps.offices.jobs import end_what_ran_out
from liren.apps.offices.models import Appointment, Deputy
from liren.apps.offices.queries import Wanted, ending_for, posts_for
from liren.apps.offices.queries.profile import block_of_body
from liren.apps.offices.rules import Why
from liren.apps.offices.tests.conftest import (
    DISTRICT,
    FOREIGN,
    HOME,
    SISTER,
    STREET,
    Place,
    post_of,
)
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Grant
from liren.kernel.access.who import actor_of
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world


def refused(act: object, code: str) -> None:
    """The act is refused with this code."""
    with pytest.raises(Refused) as no:
        act()  # type: ignore[operator]
    assert no.value.code == code


def roles_of(name: str) -> list[str]:
    """What a person holds today."""
    return actor_of(world.user(name)).roles()


def test_the_role_follows_the_seat_and_goes_with_it(place: Place) -> None:
    one = place.appoint("li", basis="聘用合同")
    assert roles_of("li") == ["community_worker"]
    grant = Grant.objects.get(user=one.person)
    assert (grant.area, grant.body, grant.given_by) == (
        place.home,
        place.committee,
        place.chief.user,
    )
    assert grant.follows == f"offices.appointment:{one.pk}"
    assert permits(actor_of(one.person), "cases.view", place.committee)
    actions.end(place.chief, one, why=Why.MOVED)
    assert roles_of("li") == []
    grant.refresh_from_db()
    assert (grant.taken_by, grant.taken_why) == (place.chief.user, "工作调动")
    assert [entry.verb for entry in history(one)] == ["offices.end", "offices.appoint"]


def test_a_rule_sets_the_term_of_an_elected_post(place: Place) -> None:
    """《城市居民委员会组织法》第八条：五年。"""
    assert (place.head.term_years, "第八条" in place.head.term_source) == (5, True)
    one = place.appoint("wang", place.head, since=date(2026, 3, 15))
    assert one.until == date(2031, 3, 14)
    assert one.grant is not None
    assert one.grant.until == one.until
    late: dict[str, Any] = {"until": date(2032, 1, 1)}
    refused(lambda: actions.extend(place.chief, one, **late), "offices.term-too-long")
    assert actions.extend(place.chief, one, until=date(2030, 1, 1)).until == date(2030, 1, 1)
    assert Grant.objects.get(user=one.person).until == date(2030, 1, 1)


def test_before_2018_12_29_nothing_is_changed_by_hand(place: Place) -> None:
    changed = actions.change_post(place.chief, place.head, title="书记、主任", term_years=9)
    assert (changed.title, changed.term_years) == ("书记、主任", 5)


def test_one_person_holds_two_posts_and_loses_one(place: Place) -> None:
    """书记、主任一肩挑: the same role twice stays as long as one of them stays."""
    secretary = post_of(place.chief, place.committee, "party_secretary", role="community_head")
    first, second = place.appoint("wang", place.head), place.appoint("wang", secretary)
    assert Grant.objects.holding().filter(user=first.person).count() == 2
    actions.end(place.chief, first, why=Why.OTHER)
    assert roles_of("wang") == ["community_head"]
    actions.end(place.chief, second, why=Why.OTHER)
    assert roles_of("wang") == []


def test_seats_are_counted(place: Place) -> None:
    one = place.appoint("a")
    place.appoint("b")
    refused(lambda: place.appoint("c"), "offices.no-seat")
    refused(lambda: place.appoint("a"), "offices.sits-already")
    change = {"title": "工作者", "seats": 1}
    refused(lambda: actions.change_post(place.chief, place.worker, **change), "offices.seats-held")  # type: ignore[arg-type]
    actions.end(place.chief, one, why=Why.RESIGNED)
    assert place.appoint("c").pk
    refused(lambda: actions.end(place.chief, one, why=Why.RESIGNED), "offices.ended")


def test_who_has_no_account_is_written_down_by_name(place: Place) -> None:
    post = post_of(place.chief, place.committee, "building_leader", seats=30)
    one = actions.appoint(place.chief, post, name="沈玉珍")
    assert (one.person.name, one.person.has_usable_password(), one.grant) == (
        "沈玉珍",
        False,
        None,
    )
    refused(lambda: actions.appoint(place.chief, post, name=" "), "offices.no-name")


def test_a_post_lies_within_its_body_and_its_maker(place: Place) -> None:
    street = world.body("street", "subdistrict", "990101.001.")
    sister, foreign = world.area(SISTER), world.area(FOREIGN)
    assert post_of(place.chief, street, "grid_worker", area=sister).area_path == SISTER
    refused(
        lambda: post_of(place.chief, place.committee, "grid_worker", area=sister),
        "offices.area-outside",
    )
    refused(
        lambda: post_of(place.chief, street, "grid_worker", area=foreign), "offices.area-outside"
    )
    with pytest.raises(PermissionDenied):
        post_of(place.chief, world.body("far", "community", FOREIGN), "grid_worker")


def test_a_post_with_people_keeps_its_role_and_is_not_abolished(place: Place) -> None:
    place.appoint("li")
    moved = {"title": "工作者", "seats": 2, "role": "rc_member"}
    refused(lambda: actions.change_post(place.chief, place.worker, **moved), "offices.post-held")  # type: ignore[arg-type]
    gone = {"on": today(), "basis": "机构改革"}
    refused(lambda: actions.abolish_post(place.chief, place.worker, **gone), "offices.post-held")  # type: ignore[arg-type]
    actions.abolish_post(place.chief, place.head, on=today() - timedelta(days=0), basis="改革")
    with moved_to(now() + timedelta(days=2)):
        refused(lambda: place.appoint("wang", place.head), "offices.post-gone")


def test_a_post_carries_only_what_its_maker_may_give(place: Place) -> None:
    for role in ("district_office", "security_administrator", "department_clerk", "auditor"):
        refused(
            lambda role=role: post_of(place.chief, place.committee, "office_staff", role=role),
            "offices.may-not-give",
        )


def test_community_heads_fill_grid_posts_and_no_elected_ones(place: Place) -> None:
    head = world.actor("head", "community_head", HOME)
    grid = post_of(place.chief, place.committee, "grid_worker", role="grid_worker", seats=3)
    assert actions.appoint(head, grid, person=world.user("g")).grant
    elected = post_of(place.chief, place.committee, "supervision_member")
    one = actions.appoint(place.chief, elected, name="何惠芳")
    refused(lambda: actions.appoint(head, elected, name="陆晓东"), "offices.elected-post")
    refused(lambda: actions.end(head, one, why=Why.OTHER), "offices.elected-post")
    refused(
        lambda: actions.appoint(head, place.worker, person=world.user("w")),
        "offices.may-not-give",
    )


def test_neighbours_may_not(place: Place) -> None:
    one = place.appoint("li")
    other = world.actor("other", "subdistrict_head", FOREIGN)
    clerk = world.actor("clerk", "subdistrict_desk", "990101.001.")
    for actor in (other, clerk):
        with pytest.raises(PermissionDenied):
            actions.appoint(actor, place.worker, person=world.user("x"))
        with pytest.raises(PermissionDenied):
            actions.end(actor, one, why=Why.OTHER)
        with pytest.raises(PermissionDenied):
            actions.extend(actor, one, until=None)
    assert roles_of("x") == []


# ── days ────────────────────────────────────────────────────────────────────────────────────


def test_a_role_begins_and_ends_with_its_days_without_any_worker(place: Place) -> None:
    start, end = today() + timedelta(days=3), today() + timedelta(days=10)
    one = place.appoint("li", since=start, until=end)
    assert roles_of("li") == []
    with moved_to(now() + timedelta(days=3)):
        assert roles_of("li") == ["community_worker"]
    with moved_to(now() + timedelta(days=11)):
        assert roles_of("li") == []
        assert end_what_ran_out() == 1
        assert end_what_ran_out() == 0
    one.refresh_from_db()
    assert (one.ended_on, one.ended_why) == (end, Why.TERM)
    assert history(one)[0].actor.is_system


def test_what_was_called_off_before_it_began_never_held(place: Place) -> None:
    one = place.appoint("li", since=today() + timedelta(days=30))
    actions.end(place.chief, one, why=Why.OTHER)
    with moved_to(now() + timedelta(days=40)):
        assert roles_of("li") == []


def test_a_run_out_term_leaves_its_seat_also_before_the_worker_came(place: Place) -> None:
    place.appoint("li", until=today())
    with moved_to(now() + timedelta(days=1)):
        again = place.appoint("li", until=today() + timedelta(days=9))
        assert roles_of("li") == ["community_worker"]
        assert Appointment.objects.filter(ended_on=None).get() == again


def test_terms_that_end_soon_are_listed_before(place: Place) -> None:
    one = place.appoint("li", until=today() + timedelta(days=21))
    place.appoint("wu", until=today() + timedelta(days=400))
    assert list(ending_for(place.chief, Wanted())) == [one]
    vacant = posts_for(place.chief, Wanted(tab="vacant"))
    assert [post.pk for post in vacant] == [place.head.pk]


def test_the_end_of_a_day_is_the_city_s(place: Place) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-22T15:59:00+00:00"), tick=False):
        place.appoint("li", since=date(2026, 11, 1), until=date(2026, 11, 22))
        assert roles_of("li") == ["community_worker"]
    with time_machine.travel(datetime.fromisoformat("2026-11-22T16:00:00+00:00"), tick=False):
        assert roles_of("li") == []


# ── deputies ────────────────────────────────────────────────────────────────────────────────


def stand_in(place: Place, one: Appointment, name: str, days: int = 10) -> Deputy:
    """Somebody stands in from today."""
    until = today() + timedelta(days=days)
    person = world.user(name)
    return actions.deputise(
        place.chief, one, person=person, since=today(), until=until, reason="脱产学习"
    )


def test_a_deputy_holds_the_role_acts_under_both_names_and_ends_by_itself(place: Place) -> None:
    one = place.appoint("wang", place.head)
    deputy = stand_in(place, one, "zhao")
    actor = actor_of(deputy.person)
    assert actor.roles() == ["community_head"]
    grid = post_of(place.chief, place.committee, "grid_worker", role="grid_worker")
    done = actions.appoint(actor, grid, person=world.user("g"))
    entry = history(done)[0]
    assert (entry.actor.name, entry.behalf and entry.behalf.name) == ("zhao", "wang")
    with moved_to(now() + timedelta(days=11)):
        assert roles_of("zhao") == []
        assert end_what_ran_out() == 1
    deputy.refresh_from_db()
    assert deputy.ended_on == deputy.until


def test_who_holds_the_role_himself_acts_under_his_own_name(place: Place) -> None:
    one = place.appoint("wang", place.head)
    deputy = stand_in(place, one, "zhao")
    world.grant(deputy.person, "community_head", HOME)
    grid = post_of(place.chief, place.committee, "grid_worker", role="grid_worker")
    done = actions.appoint(actor_of(deputy.person), grid, person=world.user("g"))
    assert history(done)[0].behalf is None


def test_deputies_are_limited(place: Place) -> None:
    one = place.appoint("wang", place.head, until=today() + timedelta(days=100))
    refused(lambda: stand_in(place, one, "wang"), "offices.own-deputy")
    refused(lambda: stand_in(place, one, "zhao", 190), "offices.absence-too-long")
    refused(lambda: stand_in(place, one, "zhao", 120), "offices.beyond-term")
    deputy = stand_in(place, one, "zhao")
    refused(lambda: stand_in(place, one, "qian"), "offices.has-deputy")
    actions.end_deputy(place.chief, deputy, reason="提前返岗")
    assert roles_of("zhao") == []
    refused(lambda: actions.end_deputy(place.chief, deputy), "offices.ended")


def test_a_deputy_goes_with_whom_he_stands_in_for(place: Place) -> None:
    one = place.appoint("wang", place.head)
    stand_in(place, one, "zhao")
    actions.end(place.chief, one, why=Why.REMOVED)
    assert roles_of("zhao") == []


def test_nobody_appoints_extends_or_deputises_himself(place: Place) -> None:
    me = place.chief.user
    refused(lambda: actions.appoint(place.chief, place.worker, person=me), "offices.own-hand")
    one = actions.appoint(place.office, place.head, person=world.user("h"))
    refused(
        lambda: actions.deputise(
            place.chief, one, person=me, since=today(), until=today(), reason="代"
        ),
        "offices.no-reason",
    )
    refused(
        lambda: actions.deputise(
            place.chief, one, person=me, since=today(), until=today(), reason="代理几天"
        ),
        "offices.own-hand",
    )
    world.grant(one.person, "subdistrict_head", "990101.001.")
    again: dict[str, Any] = {"until": today() + timedelta(days=5)}
    refused(lambda: actions.extend(actor_of(one.person), one, **again), "offices.own-hand")
    assert DISTRICT


def test_a_body_with_posts_is_not_dissolved(place: Place) -> None:
    leader = world.actor("leader", "subdistrict_head", STREET)
    with pytest.raises(Refused, match="个岗位设在这里"):
        bodies.dissolve(leader, place.committee, closing="和政发〔2026〕12号", on=today())


def test_the_page_of_a_body_names_who_sits_there(place: Place) -> None:
    place.appoint("li", basis="聘用合同")
    (block,) = block_of_body(place.chief, place.committee)
    assert "li" in [str(said) for _post, _address, said in block.links]
