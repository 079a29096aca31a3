"""Projects of the foundation: proposed, reviewed by several, granted, reported on, closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.money.actions import donations, projects
from liren.apps.money.models import Donation, Project, Purse
from liren.apps.money.queries.earmarked import there
from liren.apps.money.queries.projects import figures, sources, spent_of
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.apps.money.tests.test_donations import FACTS, a_foundation, browser, refused
from liren.kernel.access.models import Body
from liren.kernel.base.clock import today
from liren.kernel.ledger.proof import check
from liren.kernel.testing import world

WANTED: dict[str, Any] = {
    "title": "楼道微花园", "need": "楼前空地堆杂物", "plan": "居民一起种", "asked_fen": 300_000,
    "start_on": today(), "end_on": today() + timedelta(days=90),
}  # fmt: skip


@pytest.fixture
def foundation(treasury: Treasury) -> Body:
    """A foundation with 5000 yuan for anything."""
    body = a_foundation()
    gift(treasury, body, 500_000)
    return body


def gift(treasury: Treasury, body: Body, fen: int, **facts: Any) -> Donation:
    """Somebody gave to the foundation, and finance confirmed it."""
    said = {**FACTS, "day": today(), **facts}
    district = world.area(DISTRICT)
    row = donations.add_donation(treasury.office, district, fen=fen, held_by=body, **said)
    return donations.confirm_donation(treasury.finance, row)


def drafted(treasury: Treasury, foundation: Body, **facts: Any) -> Project:
    """The worker of the first community begins a project."""
    place = treasury.communities[0]
    said = {**WANTED, **facts}
    return projects.draft_project(treasury.workers[0], place, foundation=foundation, **said)


def proposed(treasury: Treasury, foundation: Body, opinions: int = 2) -> Project:
    """It is proposed, and people looked at it."""
    row = projects.propose_project(treasury.workers[0], drafted(treasury, foundation))
    for who in (treasury.chief, treasury.finance)[:opinions]:
        row = projects.review_project(who, row, points=80, words="居民愿意参加。")
    return row


def granted(treasury: Treasury, foundation: Body, fen: int = 200_000) -> Project:
    """The district office grants it."""
    row = proposed(treasury, foundation)
    source = sources(foundation)[0]
    return projects.grant_project(treasury.office, row, source=source, fen=fen)


def test_the_way_of_a_project_brings_the_rest_back(treasury: Treasury, foundation: Body) -> None:
    row = granted(treasury, foundation)
    purse = row.purse
    assert purse is not None
    assert (there(purse), purse.area, str(purse.earmark)) == (
        200_000, treasury.communities[0], "楼道微花园",
    )  # fmt: skip
    assert sources(foundation)[0].account.amount == 300_000
    row = projects.report_project(treasury.workers[0], row, report="种了三十盆。", served=46)
    row = projects.close_project(treasury.office, row)
    assert (row.state, row.returned_fen, there(purse)) == ("closed", 200_000, 0)
    assert sources(foundation)[0].account.amount == 500_000
    assert check().faults == []


def test_a_grant_needs_opinions_and_is_not_more_than_was_asked(
    treasury: Treasury, foundation: Body
) -> None:
    row = proposed(treasury, foundation, opinions=1)
    source = sources(foundation)[0]
    grant = projects.grant_project
    refused("money.few-opinions", grant, treasury.office, row, source=source, fen=1)
    row = projects.review_project(treasury.finance, row, points=90, words="可行。")
    refused("money.grant-amount", grant, treasury.office, row, source=source, fen=300_001)
    other = treasury.purse(900_000)
    refused("money.not-foundation", grant, treasury.office, row, source=other, fen=1)
    assert Purse.objects.filter(projects=row).count() == 0


def test_more_than_is_there_is_not_granted(treasury: Treasury, foundation: Body) -> None:
    row = drafted(treasury, foundation, asked_fen=900_000)
    row = projects.propose_project(treasury.workers[0], row)
    for who in (treasury.chief, treasury.finance):
        row = projects.review_project(who, row, points=80, words="好。")
    source = sources(foundation)[0]
    refused(
        "ledger.short", projects.grant_project, treasury.office, row, source=source, fen=900_000
    )


def test_who_proposed_it_neither_reviews_nor_grants(treasury: Treasury, foundation: Body) -> None:
    row = projects.propose_project(treasury.workers[0], drafted(treasury, foundation))
    world.grant(treasury.workers[0].user, "district_office", DISTRICT)
    maker = world.actor(treasury.workers[0].user.username)
    refused("access.own-work", projects.review_project, maker, row, points=1, words="好")
    source = sources(foundation)[0]
    refused("access.own-work", projects.grant_project, maker, row, source=source, fen=1)
    refused("access.own-work", projects.refuse_project, maker, row, answer="不")
    for actor in (treasury.heads[0], treasury.clerk, treasury.auditor):
        with pytest.raises(PermissionDenied):
            projects.review_project(actor, row, points=1, words="好")


def test_an_opinion_replaces_ones_own(treasury: Treasury, foundation: Body) -> None:
    row = proposed(treasury, foundation)
    row = projects.review_project(treasury.chief, row, points=60, words="再想想。")
    assert [one["points"] for one in row.opinions] == [80, 60]
    refused("money.points", projects.review_project, treasury.chief, row, points=101, words="好")
    refused("money.no-words", projects.review_project, treasury.chief, row, points=1, words=" ")


def test_money_change_project_and_money_withdraw_project(
    treasury: Treasury, foundation: Body
) -> None:
    row = drafted(treasury, foundation, plan="")
    refused("money.project-plan", projects.propose_project, treasury.workers[0], row)
    row = projects.change_project(treasury.workers[0], row, **{**WANTED, "title": "口袋公园"})
    assert row.title == "口袋公园"
    row = projects.withdraw_project(treasury.workers[0], row)
    refused("flow.wrong-state", projects.change_project, treasury.workers[0], row, **WANTED)


def test_money_refuse_project_says_why(treasury: Treasury, foundation: Body) -> None:
    row = proposed(treasury, foundation)
    refused("money.no-reason", projects.refuse_project, treasury.office, row, answer=" ")
    assert projects.refuse_project(treasury.office, row, answer="已有同类。").state == "refused"


def test_who_reported_does_not_close(treasury: Treasury, foundation: Body) -> None:
    row = granted(treasury, foundation)
    refused("money.no-report", projects.report_project, treasury.heads[0], row, report=" ",
            served=1)  # fmt: skip
    world.grant(treasury.heads[0].user, "district_office", DISTRICT)
    reporter = world.actor(treasury.heads[0].user.username)
    row = projects.report_project(reporter, row, report="做完了。", served=9)
    refused("access.own-work", projects.close_project, reporter, row)


def test_the_public_page_counts_what_was_raised_and_granted(
    treasury: Treasury, foundation: Body
) -> None:
    gift(treasury, foundation, 100_000, purpose="助学")
    row = granted(treasury, foundation)
    said = figures(foundation)
    assert (said.raised, said.granted, said.there, said.spent) == (600_000, 200_000, 400_000, 0)
    spent = spent_of(row)
    assert spent is not None
    assert (spent.paid, spent.left) == (0, 200_000)
    shown = Client().get("/money/foundation/").content.decode()
    for words in ("和安社区发展基金会", "¥6,000", "¥2,000", "助学", "楼道微花园"):
        assert words in shown
    page = browser(treasury.office).get(f"/money/projects/{row.uid}/").content.decode()
    assert "填写结项报告" not in page
    assert "¥2,000" in page


def test_a_foundations_own_people_propose_in_its_name_and_review(
    treasury: Treasury, foundation: Body
) -> None:
    clerk = world.actor("f-clerk", "foundation_clerk", for_body=foundation)
    director = world.actor("f-director", "foundation_director", for_body=foundation)
    place = treasury.communities[0]
    own = projects.draft_project(
        clerk, place, foundation=foundation, proposer=foundation, **WANTED
    )
    with pytest.raises(PermissionDenied):  # never in the name of a community
        projects.draft_project(clerk, place, foundation=foundation, **WANTED)
    asked = drafted(treasury, foundation)
    for act in (projects.propose_project, projects.withdraw_project):
        with pytest.raises(PermissionDenied):  # and never with a community's paper
            act(clerk, asked)
    own = projects.propose_project(clerk, own)
    with pytest.raises(PermissionDenied):
        projects.review_project(clerk, own, points=80, words="好。")
    own = projects.review_project(director, own, points=80, words="值得做。")
    own = projects.review_project(treasury.chief, own, points=80, words="好。")
    own = projects.grant_project(treasury.office, own, source=sources(foundation)[0], fen=100_000)
    own = projects.report_project(clerk, own, report="做完了。", served=9)
    assert projects.close_project(treasury.finance, own).state == "closed"
    assert check().faults == []


def test_a_foundations_own_people_begin_with_what_waits_for_them(
    treasury: Treasury, foundation: Body
) -> None:
    clerk = world.actor("f-clerk", "foundation_clerk", for_body=foundation)
    director = world.actor("f-director", "foundation_director", for_body=foundation)
    said = {"foundation": foundation, "proposer": foundation, **WANTED}
    own = projects.draft_project(clerk, treasury.communities[1], **said)
    asked = proposed(treasury, foundation)
    start = browser(clerk).get("/", follow=True)
    assert [one["row"] for one in start.context["rows"]] == [own]
    start = browser(director).get("/", follow=True)
    assert [one["row"] for one in start.context["rows"]] == [asked]
    projects.review_project(director, asked, points=70, words="可行。")
    start = browser(director).get("/", follow=True)
    assert start.context["rows"] == []
    assert "没有等您办的项目" in start.content.decode()
    row = gift(treasury, foundation, 100)
    assert browser(clerk).get(f"/money/donations/{row.uid}/").status_code == 200
    other = donations.add_donation(
        treasury.workers[0], treasury.communities[0], fen=1, day=today(), **FACTS
    )
    assert browser(clerk).get(f"/money/donations/{other.uid}/").status_code == 404
    form = browser(clerk).get(f"/money/projects/draft/?area={treasury.communities[1].code}")
    choices = form.context["form"].fields["proposer"].choices
    assert [name for _code, name in choices] == [str(foundation)]
    assert browser(clerk).get("/money/projects/draft/").status_code == 200
