"""Buying a service: need, budget, offers, choice, contract, work, acceptance, payment, rating."""

import json
from datetime import date
from typing import Any

from liren.apps.money.actions import booking
from liren.apps.money.actions.spendings import open_spending
from liren.apps.money.models import Category, Offer, Purchase, Purse
from liren.apps.money.queries.spendings import levels, limits
from liren.apps.money.rules import purchases as rules
from liren.apps.money.rules import spending
from liren.apps.money.rules.purchases import COURSE
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.base.ids import uuid7
from liren.kernel.base.money import FEN
from liren.kernel.ledger import book
from liren.kernel.policy.values import parameter, value


@action("money.need_service", creates=True)
def need_service(
    actor: Actor,
    area: Area,
    /,
    *,
    title: str,
    need: str,
    category: Category,
    limit_fen: int,
    standard: str = "",
) -> Purchase:
    """Say what residents need, by which standard it will be accepted, and the most it may cost."""
    spending.check_sum(limit_fen)
    spending.check_heading(category.flow, category)
    rules.check_text(need)
    made = Purchase(
        uid=uuid7(), area=area, area_path=area.path, title=title.strip(), need=need.strip(),
        standard=standard.strip(), category=category, limit_fen=limit_fen, by=actor.user, at=now(),
    )  # fmt: skip
    made.save()
    return made


@action("money.budget_purchase")
def budget_purchase(actor: Actor, row: Purchase, /, *, purse: Purse) -> Purchase:
    """Set the money for it aside in a purse of the same area."""
    row.state = COURSE.after("money.budget_purchase", row.state)
    # what is signed for must be paid: the limit holds before the contract, not after the work
    held = levels(actor, "money.budget_purchase", row)
    spending.check_limit(row.limit_fen, held, limits(), spending.OFFICES)
    rules.check_purse(purse.area_id == row.area_id, purse.area)
    if purse.earmark is not None:
        one = purse.earmark
        spending.check_earmark(one.title, one.until, one.ended_on, today())
    row.purse = purse
    row.account = booking.hold(
        purse, row.limit_fen, name=str(row.uid), key=f"budget:{row.uid}", by=actor.user,
        title=row.title, about=book.about(row),
    )  # fmt: skip
    row.save(update_fields=["state", "purse", "account"])
    return row


@action("money.open_purchase")
def open_purchase(
    actor: Actor,
    row: Purchase,
    /,
    *,
    manner: str,
    offers_until: date | None = None,
    reason: str = "",
    basis: str = "",
) -> Purchase:
    """Say how the provider is found, and until when offers may come."""
    row.state = COURSE.after("money.open_purchase", row.state)
    start = parameter("money.competitive_from")
    rules.check_manner(
        manner, row.limit_fen, int(start.value * FEN), reason=reason, basis=basis,
        source=start.source,
    )  # fmt: skip
    rules.check_until(manner, offers_until, today())
    row.manner, row.manner_reason, row.manner_basis = manner, reason.strip(), basis.strip()
    row.offers_until = offers_until
    names = ["state", "manner", "manner_reason", "manner_basis", "offers_until"]
    row.save(update_fields=names)
    return row


@action("money.add_offer", secret=("fen", "text", "points"))
def add_offer(
    actor: Actor,
    row: Purchase,
    /,
    *,
    name: str,
    fen: int,
    body: Body | None = None,
    text: str = "",
    points: int | None = None,
) -> Purchase:
    """Write down what one provider asks and promises."""
    COURSE.after("money.add_offer", row.state)
    rules.check_offer_time(row.offers_until, today())
    spending.check_sum(fen)
    name = body.name if body is not None else name.strip()
    rules.check_text(name)
    rules.check_offer_new(name, list(row.offers.values_list("name", flat=True)))
    written_offer(actor, row, body, name, {"fen": fen, "text": text.strip(), "points": points})
    return row


def written_offer(
    actor: Actor, row: Purchase, body: Body | None, name: str, facts: dict[str, Any]
) -> Offer:
    """An offer as it is kept: where several compete, sealed until all are opened."""
    made = Offer(uid=uuid7(), purchase=row, body=body, name=name, by=actor.user, at=now())
    if row.manner in rules.COMPETED:
        made.sealed = json.dumps(facts)
    else:
        made.fen, made.text, made.points = facts["fen"], facts["text"], facts["points"]
    made.save(force_insert=True)
    return made


@action("money.choose_offer")
def choose_offer(actor: Actor, row: Purchase, /, *, offer: Offer, reason: str = "") -> Purchase:
    """Choose among the offers; done by another than who raised the need."""
    row.state = COURSE.after("money.choose_offer", row.state)
    offers = list(row.offers.all())
    chosen = next((one for one in offers if one.pk == offer.pk), None)
    least = value("money.quotes_least")
    rules.check_opened(row.manner, row.opened_at is not None)
    rules.check_enough(row.manner, len(offers), least, row.offers_until, today())
    if chosen is None or chosen.fen is None:
        raise Offer.DoesNotExist(offer.pk)
    known = [(one.fen, one.points) for one in offers if one.fen is not None]
    best = rules.is_best(chosen.fen, chosen.points, known)
    rules.check_choice(chosen.fen, row.limit_fen, best=best, reason=reason)
    chosen.chosen = True
    chosen.save(update_fields=["chosen"])
    row.provider, row.provider_name = chosen.body, chosen.name
    row.choice_reason, row.decided_by = reason.strip(), actor.user
    names = ["state", "provider", "provider_name", "choice_reason", "decided_by"]
    row.save(update_fields=names)
    return row


@action("money.sign_contract")
def sign_contract(
    actor: Actor,
    row: Purchase,
    /,
    *,
    contract: str,
    fen: int,
    start_on: date,
    end_on: date,
    quantity: int | None = None,
    unit: str = "",
) -> Purchase:
    """Write the contract down; what it leaves of the limit is free again."""
    row.state = COURSE.after("money.sign_contract", row.state)
    offered = row.offers.get(chosen=True).fen or 0
    rules.check_contract(fen, offered, contract, start_on, end_on)
    row.contract, row.contract_fen = contract.strip(), fen
    row.start_on, row.end_on = start_on, end_on
    row.quantity, row.unit = quantity, unit.strip()
    names = ["state", "contract", "contract_fen", "start_on", "end_on", "quantity", "unit"]
    row.save(update_fields=names)
    _released(actor, row, row.limit_fen - fen, "contract")
    return row


def _released(actor: Actor, row: Purchase, fen: int, step: str) -> None:
    key, about = f"{step}:{row.uid}", book.about(row)
    if row.account is not None:
        booking.release(row.account, fen, key=key, by=actor.user, title=row.title, about=about)


@action("money.report_service")
def report_service(actor: Actor, row: Purchase, /, *, outcome: str) -> Purchase:
    """The provider says what was done."""
    return _performed(row, "money.report_service", outcome)


@action("money.record_service")
def record_service(actor: Actor, row: Purchase, /, *, outcome: str) -> Purchase:
    """Write down what a provider without an account reported on paper."""
    return _performed(row, "money.record_service", outcome)


def _performed(row: Purchase, verb: str, outcome: str) -> Purchase:
    row.state = COURSE.after(verb, row.state)
    rules.check_text(outcome)
    row.outcome = outcome.strip()
    row.save(update_fields=["state", "outcome"])
    return row


@action("money.accept_service")
def accept_service(actor: Actor, row: Purchase, /, *, fen: int, finding: str) -> Purchase:
    """Take what was done, for no more than the contract says; not by who raised the need."""
    row.state = COURSE.after("money.accept_service", row.state)
    rules.check_accepted(fen, row.contract_fen or 0)
    rules.check_text(finding)
    row.accepted_fen, row.finding, row.accepted_by = fen, finding.strip(), actor.user
    row.save(update_fields=["state", "accepted_fen", "finding", "accepted_by"])
    return row


@action("money.return_service")
def return_service(actor: Actor, row: Purchase, /, *, finding: str) -> Purchase:
    """What was done does not do; the provider works on."""
    row.state = COURSE.after("money.return_service", row.state)
    rules.check_text(finding)
    row.finding = finding.strip()
    row.save(update_fields=["state", "finding"])
    return row


@action("money.pay_purchase", secret=("payee_account",))
def pay_purchase(
    actor: Actor, row: Purchase, /, *, payee_account: str = "", payee_bank: str = ""
) -> Purchase:
    """Ask for the payment of what was accepted; it goes the way of every payment."""
    row.state = COURSE.after("money.pay_purchase", row.state)
    rules.check_unpaid(asked=row.spending_id is not None)
    if row.purse is None or row.account is None or row.accepted_fen is None:
        raise ValueError(f"{row.pk} holds no money")
    # free for a moment and held again: both while the purse is locked
    row.account.refresh_from_db(fields=["amount"])
    # what came back late is held in another account: its releases are counted there
    step = f"bought-{row.account_id}-{row.account.lines.count()}"
    _released(actor, row, row.account.amount, step)
    row.spending = open_spending(
        actor, row.purse, row.category, row.accepted_fen, account=payee_account,
        title=row.title, payee=row.provider_name, payee_bank=payee_bank, reason=row.finding,
    )  # fmt: skip
    row.save(update_fields=["spending"])
    return row


@action("money.rate_purchase")
def rate_purchase(actor: Actor, row: Purchase, /, *, rating: int, text: str = "") -> Purchase:
    """Say how good it was; residents and the next who buys read it."""
    row.state = COURSE.after("money.rate_purchase", row.state)
    rules.check_rating(rating, text)
    row.rating, row.rating_text, row.ended_at = rating, text.strip(), now()
    row.save(update_fields=["state", "rating", "rating_text", "ended_at"])
    return row


@action("money.cancel_purchase")
def cancel_purchase(actor: Actor, row: Purchase, /, *, reason: str) -> Purchase:
    """Give it up before it was performed; what was set aside is free again."""
    row.state = COURSE.after("money.cancel_purchase", row.state)
    spending.check_reason(reason)
    row.reason, row.ended_at = reason.strip(), now()
    row.save(update_fields=["state", "reason", "ended_at"])
    if row.account is not None:
        row.account.refresh_from_db(fields=["amount"])
        _released(actor, row, row.account.amount, "cancel")
    return row
