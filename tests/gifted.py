"""What was given in the town of the matrix: donations, projects and works at every stage."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from liren.apps.money.actions import donations, goods, projects, works
from liren.apps.money.actions.works import Given
from liren.apps.money.models import Donation, Gift, Project, Purse, Work
from liren.apps.money.queries.projects import sources
from liren.apps.money.rules.goods import Thing
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.testing import world

DISTRICT = "990101."
GIFT: dict[str, Any] = {
    "fen": 500_000, "donor": "沈国平", "donor_kind": "person", "day": today(), "paper": "收 001",
}  # fmt: skip
THINGS_OF = {name: one for name, one in GIFT.items() if name != "fen"}
THINGS = (Thing("大米", 40, "袋", 280_000, "invoice", "发票 1 号"),)
WANTED: dict[str, Any] = {
    "title": "楼道微花园", "need": "楼前空地堆杂物", "plan": "居民一起种", "asked_fen": 30_000,
    "start_on": today(), "end_on": today() + timedelta(days=90),
}  # fmt: skip
DECIDED: dict[str, Any] = {
    "title": "3幢加装门禁", "text": "三个单元各装一套。", "decided_by": "assembly",
    "decided_on": today(), "entitled": 40, "present": 30, "votes_for": 28,
    "minutes": "会议记录 5 号", "target_fen": 100_000,
}  # fmt: skip


@dataclass
class Gifted:
    """Donations, things, a project and a work at each stage, and what a grant comes out of."""

    recorded: Donation
    confirmed: Donation
    foundation: Body
    source: Purse
    draft: Project
    proposed: Project
    granted: Project
    reported: Project
    decided: Work
    waiting: Work
    collecting: Work
    building: Work
    done: Work
    things: Gift
    counted: Gift
    handed: Gift


def gifted(community: Area) -> Gifted:
    """People who are not asked in the matrix give, propose, decide and confirm."""
    worker, head = (world.actor(f"gift-{n}", "community_head", community.path) for n in "12")
    office, finance = (world.actor(f"gift-{n}", "district_office", DISTRICT) for n in "34")
    recorded, confirmed = (
        donations.add_donation(worker, community, **GIFT, purpose="修亭子") for _n in "12"
    )
    foundation = world.body("b-foundation", "community_foundation", DISTRICT)
    raised = donations.add_donation(office, world.area(DISTRICT), held_by=foundation, **GIFT)
    donations.confirm_donation(finance, raised)
    source = sources(foundation)[0]
    draft, proposed, granted, reported = (
        projects.draft_project(worker, community, foundation=foundation, **WANTED) for _n in "1234"
    )
    for row in (proposed, granted, reported):
        projects.propose_project(worker, row)
        for who in (office, finance):
            projects.review_project(who, row, points=80, words="居民愿意参加。")
    for row in (granted, reported):
        projects.grant_project(office, row, source=source, fen=20_000)
    projects.report_project(worker, reported, report="做完了。", served=9)
    stages = [works.decide_work(worker, community, **DECIDED) for _n in "12345"]
    for one in stages[1:]:
        works.collect(worker, one, lines=[Given("3幢101", 10_000, "沈国平")], day=today())
    for one in stages[2:]:
        lines = one.contributions.values_list("uid", flat=True)
        works.confirm_contributions(head, one, lines=lines)
    for one in stages[3:]:
        works.start_work(worker, one)
    works.finish_work(worker, stages[4], outcome="装好了。", done_on=today())
    things, counted, handed = (
        goods.add_gift(worker, community, things=THINGS, **THINGS_OF) for _n in "123"
    )
    counted, handed = goods.confirm_gift(head, counted), goods.confirm_gift(head, handed)
    out = {str(one.uid): 2 for one in handed.items.all()}
    goods.hand_out(worker, handed, counts=out, to="households", households=2, day=today(),
                   paper="签收单 1 号")  # fmt: skip
    decided, waiting, collecting, building, done = stages
    return Gifted(
        recorded, donations.confirm_donation(head, confirmed), foundation, source, draft,
        proposed, granted, reported, decided, waiting, collecting, building, done, things,
        counted, handed,
    )  # fmt: skip
