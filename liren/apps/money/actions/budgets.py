"""The only writers of budgets."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import IntegrityError

from liren.apps.money.models import Budget, BudgetLine, Category, Fund
from liren.apps.money.queries.budgets import in_force, lines_of, open_of, proposed_lines
from liren.apps.money.queries.years import check_open
from liren.apps.money.rules import budgets as rules
from liren.apps.money.rules.budgets import COURSE, BudgetState, Planned
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import now, today

DECIDED_ABOVE = (Level.COMMUNITY, Level.SUBDISTRICT)


@action("money.draft_budget", creates=True)
def draft_budget(actor: Actor, area: Area, /, *, year: int) -> Budget:
    """Begin the budget of a year from what was planned and spent before."""
    rules.check_year(year, today().year)
    check_open(area, year)
    rules.check_free(open_of(area, year) is not None, in_force(area, year) is not None)
    return begun(actor, area, year, proposed_lines(area, year))


def begun(actor: Actor, area: Area, year: int, lines: Iterable[Planned], note: str = "") -> Budget:
    """A new version; of two who begin at once the second is told."""
    last = Budget.objects.filter(area=area, year=year).order_by("-number").first()
    made = Budget(
        area=area, area_path=area.path, year=year, number=last.number + 1 if last else 1,
        note=note, drafted_by=actor.user, drafted_at=now(),
    )  # fmt: skip
    try:
        together(partial(made.save, force_insert=True))
    except IntegrityError:
        rules.check_free(True, False)
    written(made, list(lines))
    return made


def written(budget: Budget, lines: Sequence[Planned]) -> None:
    """The lines in their order, in the place of those that stood there."""
    headings = {one.code: one for one in Category.objects.all()}
    funds = {one.code: one for one in Fund.objects.all()}
    rules.check_lines(lines, {code: one.flow for code, one in headings.items()})
    budget.lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            budget=budget, flow=one.flow, fund=funds[one.fund], category=headings[one.category],
            title=one.title, fen=one.fen, place=place,
        )
        for place, one in enumerate(lines)
    )  # fmt: skip


@action("money.change_budget")
def change_budget(
    actor: Actor,
    budget: Budget,
    /,
    *,
    lines: Sequence[Planned],
    seen: int,
    document: str = "",
    note: str = "",
) -> Budget:
    """Write the lines anew; who did not see the latest is told.

    Who wrote them last is who drafted them, and does not decide on them.
    """
    COURSE.after("money.change_budget", budget.state)
    check_open(budget.area, budget.year)
    rules.check_seen(seen, budget.version)
    written(budget, [Planned(*one) for one in lines])
    budget.version += 1
    budget.document, budget.note = document.strip(), note.strip()
    budget.drafted_by, budget.drafted_at = actor.user, now()
    budget.decided_by = budget.decided_at = None
    names = ["version", "document", "note", "drafted_by", "drafted_at"]
    budget.save(update_fields=[*names, "decided_by", "decided_at"])
    return budget


@action("money.submit_budget")
def submit_budget(actor: Actor, budget: Budget, /) -> Budget:
    """Ask the level above to approve it."""
    budget.state = COURSE.after("money.submit_budget", budget.state)
    check_open(budget.area, budget.year)
    rules.check_ready(lines_of(budget))
    budget.submitted_at = now()
    budget.save(update_fields=["state", "submitted_at"])
    return budget


@action("money.approve_budget")
def approve_budget(actor: Actor, budget: Budget, /, *, note: str = "") -> Budget:
    """It is in force; the version before it is history."""
    state = COURSE.after("money.approve_budget", budget.state)
    rules.check_above(is_above(actor, "money.approve_budget", budget.area))
    check_open(budget.area, budget.year)
    before = Budget.objects.filter(area=budget.area, year=budget.year, state=BudgetState.APPROVED)
    before.update(state=BudgetState.SUPERSEDED)
    return decided(actor, budget, state, note)


@action("money.return_budget")
def return_budget(actor: Actor, budget: Budget, /, *, note: str) -> Budget:
    """It is to be worked over, for a reason."""
    state = COURSE.after("money.return_budget", budget.state)
    rules.check_above(is_above(actor, "money.return_budget", budget.area))
    rules.check_reason(note)
    return decided(actor, budget, state, note)


def decided(actor: Actor, budget: Budget, state: str, answer: str) -> Budget:
    """The state to which a decision leads, and who decided."""
    budget.state, budget.answer = state, answer.strip()
    budget.decided_by, budget.decided_at = actor.user, now()
    budget.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return budget


def is_above(actor: Actor, verb: str, area: Area) -> bool:
    """Whether the actor decides at a level above the area; a district decides on its own."""
    paths = [path for path in actor.paths(verb) if area.path.startswith(path)]
    return area.level not in DECIDED_ABOVE or any(path != area.path for path in paths)


@action("money.revise_budget", creates=True)
def revise_budget(actor: Actor, budget: Budget, /, *, note: str) -> Budget:
    """A new version of what is in force, for a reason; until it is approved the old one holds."""
    COURSE.after("money.revise_budget", budget.state)
    rules.check_reason(note)
    rules.check_free(open_of(budget.area, budget.year) is not None, False)
    return begun(actor, budget.area, budget.year, lines_of(budget), note.strip())


@action("money.drop_budget")
def drop_budget(actor: Actor, budget: Budget, /) -> Budget:
    """A draft that is not wanted."""
    budget.state = COURSE.after("money.drop_budget", budget.state)
    budget.save(update_fields=["state"])
    return budget
