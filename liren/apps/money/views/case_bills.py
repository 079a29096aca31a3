"""The bills of a case on its page, and the way from there to a new one."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from liren.apps.bodies.rules.blocks import Block
from liren.apps.money.models import Bill, BillShare
from liren.apps.money.queries import bills as queries
from liren.apps.money.rules.bills import TONES
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.money import full_yuan, yuan

TEMPLATE = "money/_case_bills.html"


def on_case(actor: Actor, case: Any) -> Iterable[Block]:
    """Who bears what of the bills of a case; nothing where there is none."""
    rows = queries.of_case(actor, case.number) if actor.may(queries.READ) else []
    if rows:
        shown = {"bills": [line(row) for row in rows]}
        yield Block(_("费用分摊"), template=TEMPLATE, facts=shown)


def for_case(actor: Actor, case: Any) -> Iterable[tuple[object, str]]:
    """Others are to bear what a case costs."""
    if permits(actor, "money.share_bill", case.area):
        address = reverse("money.share_bill") + "?" + urlencode({"about": case.number})
        yield _("登记费用分摊"), address


def line(row: Bill) -> dict[str, Any]:
    """One bill with its state and its shares."""
    state = queries.state_of(row)
    return {
        "row": row,
        "label": state.label,
        "tone": TONES[state],
        "fen": yuan(row.fen),
        "shares": [(one.body or row.area, words(one)) for one in row.shares.all()],
    }


def words(one: BillShare) -> str:
    """What one of them bears, and what of it is still owed."""
    facts: dict[str, object] = {"sum": full_yuan(one.fen)}
    if one.own:
        return _("%(sum)s 元，自己承担") % facts
    if one.claim is None:
        return _("%(sum)s 元") % facts
    facts["state"] = one.claim.get_state_display()
    if one.claim.state != "part":
        return _("%(sum)s 元，%(state)s") % facts
    facts["left"] = full_yuan(one.claim.account.amount)
    return _("%(sum)s 元，%(state)s，还欠 %(left)s 元") % facts
