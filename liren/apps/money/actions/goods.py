"""Writing down what things people give, seeing them, handing them out, giving them back.

Nothing of it is posted: the books hold money, and what a thing is worth is somebody's estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from liren.apps.money.actions.donations import law_on_foreign
from liren.apps.money.models import Gift, GiftItem, Handout, Work
from liren.apps.money.rules import donations as giving
from liren.apps.money.rules import goods as rules
from liren.apps.money.rules.giving import GiftState, Recipient
from liren.apps.money.rules.goods import Thing
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today

PEOPLE = (Recipient.HOUSEHOLDS, Recipient.GROUP)


@action("money.add_gift", creates=True, secret=("donor", "donor_phone"))
def add_gift(
    actor: Actor,
    area: Area,
    /,
    *,
    things: Sequence[Thing],
    donor: str,
    donor_kind: str,
    day: date,
    paper: str,
    purpose: str = "",
    donor_phone: str = "",
    unnamed: bool = False,
    held_by: Body | None = None,
) -> Gift:
    """Write down which things somebody gave; they count when a second person has seen them."""
    rules.check_gift(donor, paper, day, today())
    rules.check_things(things)
    if held_by is None:
        giving.check_place(area.level)
    made = Gift.objects.create(
        area=area, area_path=area.path, held_by=held_by, donor=donor.strip(),
        donor_kind=donor_kind, day=day, paper=paper.strip(), purpose=purpose.strip(),
        donor_phone=donor_phone.strip(), unnamed=unnamed, by=actor.user, at=now(),
    )  # fmt: skip
    GiftItem.objects.bulk_create(item(made, one) for one in things)
    return made


def item(gift: Gift, thing: Thing) -> GiftItem:
    """One thing of a gift; nothing of it may be handed out yet."""
    said: dict[str, Any] = asdict(thing)
    facts = {name: one.strip() if isinstance(one, str) else one for name, one in said.items()}
    return GiftItem(gift=gift, left=0, **facts)


@action("money.confirm_gift")
def confirm_gift(actor: Actor, row: Gift, /, *, check: str = "") -> Gift:
    """A second person has counted them: they may be handed out, and are thanked for."""
    row.state = rules.COURSE.after("money.confirm_gift", row.state)
    giving.check_foreign(row.donor_kind, check, law_on_foreign())
    row.items.update(left=F("quantity"))
    row.law_paper, row.confirmed_by, row.confirmed_at = check.strip(), actor.user, now()
    row.save(update_fields=["state", "law_paper", "confirmed_by", "confirmed_at"])
    return row


@action("money.hand_out")
def hand_out(
    actor: Actor,
    row: Gift,
    /,
    *,
    counts: Mapping[str, int],
    to: str,
    day: date,
    paper: str,
    body: Body | None = None,
    work: Work | None = None,
    group: str = "",
    households: int | None = None,
) -> Gift:
    """So many of these things went to a body, a work, so many households or a group."""
    row.state = rules.COURSE.after("money.hand_out", row.state)
    rules.check_paper(paper)
    rules.check_handed_on(day, row.day, today())
    rules.check_recipient(to, body=bool(body), work=bool(work), group=group, households=households)
    # what was said besides the one to whom it goes is not kept
    facts: dict[str, Any] = {
        "body": body if to == Recipient.BODY else None,
        "work": work if to == Recipient.WORK else None,
        "group": group.strip() if to in PEOPLE else "",
        "households": households or None if to in PEOPLE else None,
    }
    rules.check_inside(lies_inside(row, facts["body"]) and lies_inside(row, facts["work"]))
    take(actor, row, counts, {"to": to, "day": day, "paper": paper.strip(), **facts})
    row.save(update_fields=["state"])
    return row


def lies_inside(row: Gift, one: Body | Work | None) -> bool:
    """Whether a body or a work lies where the things were given."""
    return one is None or one.area_path.startswith(row.area_path)


def take(actor: Actor, row: Gift, counts: Mapping[str, int], facts: Mapping[str, Any]) -> None:
    """Count down what is left and write down where it went; all of it or nothing."""
    wanted = {key: n for key, n in counts.items() if n}
    rows = row.items.select_for_update().filter(uid__in=wanted).order_by("pk")
    items = list(rows)
    rules.check_counts(len(wanted), len(items))
    for one in items:
        n = wanted[str(one.uid)]
        rules.check_enough(one.name, one.unit, n, one.left)
        one.left -= n
    GiftItem.objects.bulk_update(items, ["left"])
    Handout.objects.bulk_create(
        Handout(item=one, quantity=wanted[str(one.uid)], by=actor.user, at=now(), **facts)
        for one in items
    )


@action("money.undo_hand_out")
def undo_hand_out(actor: Actor, row: Gift, /, *, handout: UUID, reason: str) -> Gift:
    """A second person found that it did not go out like this: it is there again."""
    row.state = rules.COURSE.after("money.hand_out", row.state)
    found = Handout.objects.filter(item__gift=row, uid=handout).exclude(to=Recipient.DONOR)
    one = found.select_for_update().first()
    undone, own = bool(one and one.undone_at), bool(one and one.by_id == actor.user.pk)
    rules.check_undo(one is not None, undone, own, reason)
    assert one is not None  # noqa: S101 — refused above
    one.undone_by, one.undone_at, one.undo_reason = actor.user, now(), reason.strip()
    one.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    GiftItem.objects.filter(pk=one.item_id).update(left=F("left") + one.quantity)
    row.save(update_fields=["state"])
    return row


@action("money.return_gift")
def return_gift(actor: Actor, row: Gift, /, *, reason: str) -> Gift:
    """What is left goes back to the donor; what nobody has seen only falls away."""
    state = rules.COURSE.after("money.return_gift", row.state)
    giving.check_reason(reason)
    if row.state == GiftState.CONFIRMED:
        used = Handout.objects.filter(item__gift=row, undone_at=None).exists()
        left = {str(one.uid): one.left for one in row.items.all()}
        rules.check_left(sum(left.values()))
        take(actor, row, left, {"to": Recipient.DONOR, "day": today(), "paper": row.paper[:100]})
        state = GiftState.CONFIRMED if used else state
    row.state, row.reason = state, reason.strip()
    row.save(update_fields=["state", "reason"])
    return row


@action("money.tell_giver")
def tell_giver(actor: Actor, row: Gift, /) -> Gift:
    """The donor was told where it went, by the letter that the page makes."""
    row.state = rules.COURSE.after("money.tell_giver", row.state)
    row.told_at = now()
    row.save(update_fields=["told_at"])
    return row
