"""What the books say now, where a quarter was drafted or published with other figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from liren.apps.money.models import Disclosure
from liren.apps.money.queries.disclosures import now_frozen
from liren.apps.money.queries.publishing import draft_beside
from liren.apps.money.rules.accounts import Period
from liren.apps.money.rules.disclosure import DisclosureState, Moved, moved
from liren.apps.money.views.published import change, spoken
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan

MOST_TOLD = 20  # lines; a note has its length


def since(row: Disclosure) -> dict[str, Any]:
    """Where the books have moved on: line by line, or why they cannot be added up."""
    if row.state == DisclosureState.CORRECTED:
        return {}
    try:
        now = now_frozen(row.area, Period(row.year, row.quarter))
    except Refused as no:
        return {"moved": [], "broken": str(no), "correcting": None}
    return {"moved": lines(row, now), "broken": "", "correcting": draft_beside(row)}


def lines(row: Disclosure, now: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Each line that differs: what it is, what was said, what the books say, by how much."""
    return [
        (said(one), yuan(was), yuan(is_now), change(is_now - was))
        for one in moved(row.accounts, now)
        for was, is_now in [shown(one)]
    ]


def shown(one: Moved) -> tuple[int, int]:
    """Before and now as the page names them: spending without a sign."""
    spending = one.kind == "flow" and one.was <= 0 and one.now <= 0
    return (-one.was, -one.now) if spending else (one.was, one.now)


def said(one: Moved) -> str:
    """What a line is, in words."""
    words = {
        "opening": _("期初"),
        "closing": _("期末"),
        "held": _("其中已安排"),
        "fen": _("应付给社区"),
        "overdue": _("其中逾期"),
        "ago_received": _("去年同季收入"),
        "ago_spent": _("去年同季支出"),
        "ago_closing": _("去年同季末结余"),
    }
    what = words.get(one.kind) or spoken(one.what)
    beside = one.what["body"] if "body" in one.what else spoken(one.fund) if one.fund else ""
    return _("%(what)s（%(beside)s）") % {"what": what, "beside": beside} if beside else what


def difference_in_words(row: Disclosure) -> str:
    """The beginning of a correction: which figures change, for residents to read."""
    words = _("%(what)s：原公开 %(was)s 元，现为 %(now)s 元。")
    found = since(row).get("moved", [])[:MOST_TOLD]
    return "\n".join(words % {"what": w, "was": a, "now": b} for w, a, b, _more in found)
