"""Projects of the foundation: proposed, reviewed, granted, reported on, closed."""

from datetime import date
from typing import Any

from liren.apps.money.actions import booking
from liren.apps.money.models import Earmark, Fund, Project, Purse
from liren.apps.money.queries import earmarked
from liren.apps.money.queries.projects import is_source
from liren.apps.money.rules import projects as rules
from liren.apps.money.rules.donations import FOUNDATION_FUND
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.ledger import book
from liren.kernel.policy.values import value


@action("money.draft_project", creates=True)
def draft_project(
    actor: Actor,
    area: Area,
    /,
    *,
    foundation: Body,
    title: str,
    need: str,
    asked_fen: int,
    start_on: date,
    end_on: date,
    plan: str = "",
    proposer: Body | None = None,
) -> Project:
    """Begin a project for which a foundation is asked."""
    rules.check_project(title, need, asked_fen, start_on, end_on)
    made = Project(
        area=area, area_path=area.path, foundation=foundation, proposer=proposer,
        title=title.strip(), need=need.strip(), plan=plan.strip(), asked_fen=asked_fen,
        start_on=start_on, end_on=end_on, by=actor.user, at=now(),
    )  # fmt: skip
    made.save()
    return made


@action("money.change_project")
def change_project(
    actor: Actor,
    row: Project,
    /,
    *,
    title: str,
    need: str,
    asked_fen: int,
    start_on: date,
    end_on: date,
    plan: str = "",
    proposer: Body | None = None,
) -> Project:
    """Write on, as long as it is a draft."""
    rules.COURSE.after("money.change_project", row.state)
    rules.check_project(title, need, asked_fen, start_on, end_on)
    row.title, row.need, row.plan = title.strip(), need.strip(), plan.strip()
    row.asked_fen, row.proposer = asked_fen, proposer
    row.start_on, row.end_on = start_on, end_on
    row.save()
    return row


@action("money.propose_project")
def propose_project(actor: Actor, row: Project, /) -> Project:
    """Ask the foundation."""
    state = rules.COURSE.after("money.propose_project", row.state)
    rules.check_plan(row.plan)
    row.state, row.proposed_at = state, now()
    row.save(update_fields=["state", "proposed_at"])
    return row


@action("money.review_project")
def review_project(actor: Actor, row: Project, /, *, points: int, words: str) -> Project:
    """Give an opinion; one's own earlier one is replaced."""
    rules.COURSE.after("money.review_project", row.state)
    rules.check_opinion(points, words)
    said: dict[str, Any] = {
        "by": actor.user.pk, "name": actor.user.name, "points": points, "words": words.strip(),
        "at": now().isoformat(),
    }  # fmt: skip
    others = [one for one in row.opinions if one["by"] != actor.user.pk]
    row.opinions = [*others, said]
    row.save(update_fields=["opinions"])
    return row


@action("money.grant_project")
def grant_project(
    actor: Actor, row: Project, /, *, source: Purse, fen: int, answer: str = ""
) -> Project:
    """The foundation pays: money goes into a purse of the community, for this project only."""
    state = rules.COURSE.after("money.grant_project", row.state)
    least = int(value("money.reviews_least"))
    rules.check_grant(fen, row.asked_fen, len(row.opinions), least)
    rules.check_source(is_source(row, source))
    row.purse = purse_for(actor, row)
    booking.hand_over(
        source, row.purse, fen, key=f"grant:{row.uid}", by=actor.user, about=book.about(row),
        title=str(_("基金会资助：%(title)s") % {"title": row.title}),
    )  # fmt: skip
    row.state, row.granted_fen, row.earmark = state, fen, source.earmark
    decided(actor, row, answer)
    return row


def purse_for(actor: Actor, row: Project) -> Purse:
    """The purse of a project: its own earmark, in its community."""
    fund = Fund.objects.get(code=FOUNDATION_FUND)
    own = Earmark.objects.create(
        area=row.area, area_path=row.area_path, fund=fund, title=row.title,
        purpose=str(_("基金会资助项目：%(title)s") % {"title": row.title}),
        by=actor.user, at=now(),
    )  # fmt: skip
    return booking.purse_of(row.area, fund, today().year, own)


def decided(actor: Actor, row: Project, answer: str) -> None:
    """Who decided, when, and with which words."""
    row.answer, row.decided_by, row.decided_at = answer.strip(), actor.user, now()
    row.save()


@action("money.refuse_project")
def refuse_project(actor: Actor, row: Project, /, *, answer: str) -> Project:
    """The foundation does not pay, and says why."""
    state = rules.COURSE.after("money.refuse_project", row.state)
    rules.check_answer(answer)
    row.state = state
    decided(actor, row, answer)
    return row


@action("money.withdraw_project")
def withdraw_project(actor: Actor, row: Project, /) -> Project:
    """Who proposed it asks no longer."""
    row.state = rules.COURSE.after("money.withdraw_project", row.state)
    row.save(update_fields=["state"])
    return row


@action("money.report_project")
def report_project(actor: Actor, row: Project, /, *, report: str, served: int) -> Project:
    """What was done, and how many people it reached."""
    state = rules.COURSE.after("money.report_project", row.state)
    rules.check_report(report)
    row.state, row.report, row.served = state, report.strip(), served
    row.reported_by, row.reported_at = actor.user, now()
    row.save(update_fields=["state", "report", "served", "reported_by", "reported_at"])
    return row


@action("money.close_project")
def close_project(actor: Actor, row: Project, /) -> Project:
    """Another person looked at the report; what is left goes back where it came from."""
    state = rules.COURSE.after("money.close_project", row.state)
    assert row.purse is not None  # noqa: S101 — a granted project has one
    rules.check_nothing_held(earmarked.held(row.purse))
    row.returned_fen = sum(given_back(actor, row, purse) for purse in rests(row.purse))
    row.state, row.closed_by, row.closed_at = state, actor.user, now()
    row.save(update_fields=["state", "returned_fen", "closed_by", "closed_at"])
    if row.purse.earmark:
        row.purse.earmark.ended_on = today()
        row.purse.earmark.save(update_fields=["ended_on"])
    return row


def rests(purse: Purse) -> list[Purse]:
    """The purses of a project, of all years, in which something is left."""
    return list(earmarked.purses_like(purse).filter(account__amount__gt=0))


def given_back(actor: Actor, row: Project, purse: Purse) -> int:
    """What is left in a purse goes back to the foundation's money of the same purpose."""
    fen = purse.account.amount
    area = row.foundation.area
    assert area is not None  # noqa: S101 — a foundation stands somewhere
    into = booking.purse_of(area, purse.fund, purse.year, row.earmark)
    booking.hand_over(
        purse, into, fen, key=f"grant-back:{row.uid}:{purse.year}", by=actor.user,
        title=str(_("项目余款退回：%(title)s") % {"title": row.title}), about=book.about(row),
    )  # fmt: skip
    return fen
