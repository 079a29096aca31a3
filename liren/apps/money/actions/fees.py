"""Fees follow tasks: what happens to the money when something happens to a task.

These are reactions: they run in the transaction of the step at the gate, or it is undone.
"""

from datetime import timedelta

from liren.apps.duties.models import Application, Assignment, Cover, Refusal
from liren.apps.duties.rules.assignments import RefusalState, State
from liren.apps.money.actions import pledging
from liren.apps.money.actions.booking import raise_claim
from liren.apps.money.models import Claim, Fee, Fund, Pledge
from liren.apps.money.rules.claims import FeeClaimKind
from liren.apps.money.rules.fees import earned_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

FUND = "department"


def cover_confirmed(actor: Actor, cover: Cover) -> None:
    """Money that was confirmed for a matter is promised for it."""
    application = Application.objects.get(pk=cover.application_id)
    pledging.promise(pledging.pledge_at(application), cover)


def assigned(actor: Actor, row: Assignment) -> None:
    """What the task will cost is held for it."""
    if is_paid(row):
        fee_at(pledge_of(row), row, by=actor.user)


def is_paid(row: Assignment) -> bool:
    """Whether a task is paid for by the unit."""
    return bool(row.application_id and row.unit_fen and row.quantity)


def pledge_of(row: Assignment) -> Pledge:
    """The money behind the matter of a task, locked."""
    return pledging.pledge_at(Application.objects.get(assignments=row))


def fee_at(pledge: Pledge, row: Assignment, *, by: User) -> Fee:
    """What a task holds; held now, where it was handed out before there were books."""
    rows = Fee.objects.select_related("account", "assignment")
    if found := rows.filter(assignment=row).first():
        found.pledge, found.assignment = pledge, row
        return found
    fen = row.quantity * row.unit_fen
    made = Fee(area=row.area, area_path=row.area_path, pledge=pledge, assignment=row, fen=fen)
    made.account = pledging.hold(pledge, row, fen, by=by, key=f"task:{row.pk}")
    made.save()
    return made


def accepted(actor: Actor, row: Assignment) -> None:
    """What was newly taken is owed to the community; what is disputed stays held."""
    if not is_paid(row):
        return
    pledge = pledge_of(row)
    fee = fee_at(pledge, row, by=actor.user)
    whole = earned_of(row.accepted_quantity, row.unit_fen, fee.fen)
    newly, fee.earned_fen = whole - fee.earned_fen, whole
    fee.save(update_fields=["earned_fen"])
    if newly > 0:
        pledging.draw(pledge, earned(fee, newly, by=actor.user), by=actor.user)
    if row.state == State.ACCEPTED:
        pledging.release(fee, by=actor.user, key=f"untask:{row.pk}:{whole}")


def earned(fee: Fee, fen: int, *, by: User) -> Claim:
    """The community may ask the department for what it did."""
    row, pledge = fee.assignment, fee.pledge
    return raise_claim(
        fee.area, pledge.body,
        kind=FeeClaimKind.FEE, fund=Fund.objects.get(code=FUND), title=row.title,
        basis=pledge.application.number, fen=fen, year=today().year, by=by,
        due_on=today() + timedelta(days=int(value("money.fee_due_days"))),
        key=f"earn:{row.pk}:{fee.earned_fen}", assignment=row, of=fee.account,
    )  # fmt: skip


def given_up(actor: Actor, row: Assignment) -> None:
    """A task that was refused or recalled holds nothing any more."""
    fee = Fee.objects.filter(assignment=row).exists()
    if is_paid(row) and fee:
        held = fee_at(pledge_of(row), row, by=actor.user)
        said = row.refusals.count()
        pledging.release(held, by=actor.user, key=f"{row.state}:{row.pk}:{said}")


def decided(actor: Actor, said: Refusal) -> None:
    """What is to be done after all holds its money again."""
    if said.state != RefusalState.OVERTURNED or not said.assignment_id:
        return
    row = Assignment.objects.select_related("area").get(pk=said.assignment_id)
    if is_paid(row):
        held_again(row, by=actor.user, key=f"again:{said.pk}")


def held_again(row: Assignment, *, by: User, key: str) -> None:
    """A task that comes back holds what it still may earn."""
    fee = fee_at(pledge_of(row), row, by=by)
    if fee.ended_at is None:
        return
    needed = fee.fen - fee.earned_fen
    pledging.promise_again(fee.pledge, needed, by=by, key=f"re{key}")
    pledging.hold(fee.pledge, row, needed, by=by, key=key)
    fee.ended_at = None
    fee.save(update_fields=["ended_at"])


def left(actor: Actor, application: Application) -> None:
    """A matter that is over promises no more: what is free goes back."""
    if Pledge.objects.filter(application=application).exists():
        pledge = pledging.pledge_at(application)
        pledging.sweep(pledge, by=actor.user, key=f"exit:{application.pk}")
