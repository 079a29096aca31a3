"""What providers do themselves: sealed offers and records of work; opening what is sealed."""

import json
from datetime import date

from liren.apps.money.actions.purchases import written_offer
from liren.apps.money.models import Offer, Purchase, ServiceLog, ServicePaper
from liren.apps.money.rules import purchases as rules
from liren.apps.money.rules import spending
from liren.apps.money.rules.purchases import COURSE, PurchaseState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.clock import now, today
from liren.kernel.base.ids import uuid7
from liren.kernel.files.storing import Received, keep
from liren.kernel.policy.values import value


@action("money.send_offer", secret=("fen", "text"))
def send_offer(actor: Actor, row: Purchase, /, *, fen: int, text: str) -> Purchase:
    """Offer as a provider, in place of what was offered before; nobody reads it till the end."""
    COURSE.after("money.send_offer", row.state)
    rules.check_offer_time(row.offers_until, today())
    spending.check_sum(fen)
    rules.check_text(text)
    body = _who_serves(actor, row)
    row.offers.filter(body=body).delete()
    rules.check_offer_new(body.name, list(row.offers.values_list("name", flat=True)))
    written_offer(actor, row, body, body.name, {"fen": fen, "text": text.strip(), "points": None})
    return row


def _who_serves(actor: Actor, row: Purchase) -> Body:
    """The body for which the actor offers: the first of his that serves there."""
    bodies = actor.bodies("money.send_offer")
    held = [one.body for one in actor.grants if one.body and one.body_id in bodies]
    return next(one for one in held if row.area_path.startswith(one.area_path))


@action("money.withdraw_offer")
def withdraw_offer(actor: Actor, row: Purchase, /) -> Purchase:
    """Take one's own offer back while others may still come."""
    COURSE.after("money.withdraw_offer", row.state)
    rules.check_offer_time(row.offers_until, today())
    bodies = actor.bodies("money.withdraw_offer")
    gone, _kinds = row.offers.filter(body__in=bodies).delete()
    rules.check_own_offer(bool(gone))
    return row


@action("money.extend_offers")
def extend_offers(actor: Actor, row: Purchase, /, *, offers_until: date, reason: str) -> Purchase:
    """Give everybody more time; what was sent stays sealed."""
    COURSE.after("money.extend_offers", row.state)
    opened = row.opened_at is not None
    rules.check_extend(row.manner, opened, row.offers_until, offers_until, today(), reason)
    row.offers_until = offers_until
    row.save(update_fields=["offers_until"])
    return row


@action("money.open_offers")
def open_offers(actor: Actor, row: Purchase, /) -> Purchase:
    """Open all that is sealed at once, when the day is over."""
    COURSE.after("money.open_offers", row.state)
    sealed = list(row.offers.all())
    opened, least = row.opened_at is not None, value("money.quotes_least")
    rules.check_may_open(row.manner, opened, row.offers_until, today(), len(sealed), least)
    for one in sealed:
        _unsealed(one)
    row.opened_at, row.opened_by = now(), actor.user
    row.save(update_fields=["opened_at", "opened_by"])
    return row


def _unsealed(one: Offer) -> None:
    """What was sealed, to be read; what was written down openly before stays as it is."""
    if not one.sealed:
        return
    facts = json.loads(one.sealed.open())
    one.fen, one.text, one.points = facts["fen"], facts["text"], facts["points"]
    one.sealed = ""
    one.save(update_fields=["fen", "text", "points", "sealed"])


@action("money.log_service")
def log_service(
    actor: Actor,
    row: Purchase,
    /,
    *,
    day: date,
    text: str,
    quantity: int | None = None,
    files: list[Received] | None = None,
) -> Purchase:
    """Write down as the provider what was done on a day, how much, and what shows it."""
    COURSE.after("money.log_service", row.state)
    rules.check_log(day, row.start_on, today(), text)
    made = ServiceLog(
        uid=uuid7(), purchase=row, day=day, quantity=quantity, text=text.strip(), by=actor.user,
        at=now(),
    )  # fmt: skip
    made.save(force_insert=True)
    for one in files or []:
        ServicePaper.objects.create(
            uid=uuid7(), log=made, file=keep(one), at=now(), added_by=actor.user,
            behalf=actor.behalf,
        )  # fmt: skip
    return row


@action("money.strike_log")
def strike_log(actor: Actor, row: Purchase, /, *, log: ServiceLog, reason: str) -> Purchase:
    """Strike a record that is wrong; it counts no more, and its papers are taken away."""
    made = row.logs.get(pk=log.pk)
    live = row.state in (PurchaseState.CONTRACTED, PurchaseState.PERFORMED)
    rules.check_unstruck(made.struck_at is not None, live, reason)
    made.struck_at, made.struck_by, made.reason = now(), actor.user, reason.strip()
    made.save(update_fields=["struck_at", "struck_by", "reason"])
    gone = {"removed_at": now(), "removed_by": actor.user, "reason": reason.strip()}
    made.papers.filter(removed_at=None).update(**gone)
    return row
