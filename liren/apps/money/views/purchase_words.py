"""A purchase in words: offers, records of work, what happened, and which steps are of no use."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.money.models import Purchase
from liren.apps.money.queries.tenders import done_of, is_sealed, logs_of, offers_of, ratings_of
from liren.apps.money.rules.purchases import COMPETED, PurchaseState
from liren.apps.money.rules.spending_words import BUTTONS
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.audit.log import history
from liren.kernel.base.clock import local, today
from liren.kernel.base.money import full_yuan

P = PurchaseState


def rated_words(rating: tuple[float, int] | None) -> str:
    """How good somebody was before, in a few words."""
    if rating is None:
        return ""
    mean, n = rating
    return _("评价 %(mean).1f 分（%(n)d 项）") % {"mean": mean, "n": n}


def closed_to(row: Purchase) -> set[str]:
    """The steps that would only be refused as it stands."""
    if row.spending_id:
        return {"money.pay_purchase"}
    if row.state != P.OPEN or row.manner not in COMPETED:
        return {"money.open_offers", "money.extend_offers"}
    over = row.offers_until is not None and row.offers_until < today()
    if row.opened_at is not None:
        return {"money.open_offers", "money.extend_offers", "money.add_offer"}
    return {"money.choose_offer", "money.add_offer" if over else "money.open_offers"}


def opened_words(row: Purchase) -> str:
    """Who opened the offers, and when."""
    if row.opened_at is None or row.opened_by is None:
        return ""
    return f"{row.opened_by.name} · {local(row.opened_at):%F %H:%M}"


def paid_words(row: Purchase) -> str:
    """When the bank paid; empty while it did not."""
    paid_on = row.spending.paid_on if row.spending else None
    return f"{paid_on:%F}" if paid_on else ""


def shown_offers(row: Purchase) -> list[dict[str, Any]]:
    """The offers with how good their providers were before."""
    offers = offers_of(row)
    before = ratings_of(one.body_id for one in offers)
    return [
        {
            "row": one,
            "yuan": full_yuan(one.fen or 0),
            "before": rated_words(before.get(one.body_id or 0)),
        }
        for one in offers
    ]


def shown_logs(actor: Actor, row: Purchase) -> list[dict[str, Any]]:
    """What the provider did, with what shows it and where it is struck."""
    live = row.state in (P.CONTRACTED, P.PERFORMED)
    may = live and permits(actor, "money.strike_log", row)
    return [
        {
            "row": one,
            "papers": [paper for paper in one.papers.all() if paper.removed_at is None],
            "strike_url": reverse("money.strike_log", args=[row.uid, one.uid])
            if may and one.struck_at is None
            else "",
        }
        for one in logs_of(row)
    ]


def progress(row: Purchase) -> str:
    """How much of what the contract asks for is done; empty where it names no quantity."""
    if not row.quantity:
        return ""
    facts = {"done": done_of(row), "whole": row.quantity, "unit": row.unit}
    return _("已完成 %(done)d / %(whole)d %(unit)s") % facts


# what who performs it may read of the course
SINCE_CONTRACT = (
    *("money.sign_contract", "money.log_service", "money.strike_log", "money.report_service"),
    *("money.record_service", "money.accept_service", "money.return_service"),
    *("money.pay_purchase", "money.rate_purchase"),
)


def entries(row: Purchase, *, inside: bool = True) -> list[dict[str, object]]:
    """What happened to it, newest first; to who performs it, since the contract.

    Who sent an offer stays as sealed as the offer.
    """
    made = history(row).filter(outcome="done").select_related("actor")
    if not inside:
        made = made.filter(verb__in=SINCE_CONTRACT)
    if is_sealed(row):
        made = made.exclude(verb__in=("money.send_offer", "money.withdraw_offer"))
    made = made[:30]
    return [
        {
            "who": one.actor.name,
            "text": str(BUTTONS.get(one.verb, one.verb)),
            "at": one.at,
            "note": str(one.facts.get("reason", "") or one.facts.get("finding", "")),
        }
        for one in made
    ]
