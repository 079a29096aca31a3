"""Published accounts: what is frozen into them, and who has published what."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liren.apps.money.models import Category, Disclosure, Fund, Objection
from liren.apps.money.queries.accounts import accounts
from liren.apps.money.queries.works import home_of
from liren.apps.money.rules.accounts import Accounts, Period, check_reconciled
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.base.clock import local, today
from liren.kernel.base.money import yuan
from liren.kernel.policy.models import spoken
from liren.kernel.policy.values import value

ASK = "money.raise_objection"


def frozen(area: Area, found: Accounts, before: Accounts) -> dict[str, Any]:
    """Accounts as they are kept: sums with the names that things have now, never a person."""
    funds, heads = _names(Fund.objects.all()), {**_names(Category.objects.all()), **_kinds()}
    bodies = {one.pk: one for one in Body.objects.filter(pk__in=[o.body for o in found.owed])}
    return {
        "area": area.name,
        "funds": [
            {**_named(funds, one.fund), "opening": one.opening, "closing": one.closing,
             "held": one.held}
            for one in found.funds
        ],
        "flows": [
            {**_named(heads, one.heading), "fund": one.fund, "fen": one.fen}
            for one in found.flows
        ],
        "passed": [
            {**_named(heads, one.heading), "fund": one.fund, "fen": one.fen}
            for one in found.passed
        ],
        "owed": [
            {"body": bodies[one.body].name, "fen": one.fen, "overdue": one.overdue,
             "since": one.since.isoformat() if one.since else ""}
            for one in found.owed
        ],
        "sums": sums(found),
        "a_year_ago": sums(before),
    }  # fmt: skip


def sums(found: Accounts) -> dict[str, int]:
    """The numbers of a period, and what is owed."""
    names = (
        *("opening", "received", "spent", "moved_on", "closing", "held", "claimed", "overdue"),
    )
    return {name: getattr(found, name) for name in names}


def now_frozen(area: Area, period: Period) -> dict[str, Any]:
    """What would be published of a period at this moment; refused where books do not add up."""
    found = accounts(area, period)
    check_reconciled(found)
    return frozen(area, found, accounts(area, period.a_year_ago))


def suggested(area: Area, period: Period) -> str:
    """Words for the residents, from the figures: the largest income and spending; else nothing."""
    found = accounts(area, period)
    names = _names(Category.objects.all())
    came = max(found.flows, key=lambda one: one.fen, default=None)
    went = min(found.flows, key=lambda one: one.fen, default=None)
    parts = []
    if came and came.fen > 0:
        facts = {"what": _in_words(names, came.heading), "fen": yuan(came.fen)}
        parts.append(_("最大的一项收入是%(what)s，%(fen)s 元。") % facts)
    if went and went.fen < 0:
        facts = {"what": _in_words(names, went.heading), "fen": yuan(-went.fen)}
        parts.append(_("最大的一项支出是%(what)s，%(fen)s 元。") % facts)
    return "\n".join(parts)


def _in_words(names: Mapping[str, tuple[str, str]], code: str) -> str:
    return spoken(*names.get(code, (code, code)))


def _named(names: Mapping[str, tuple[str, str]], code: str) -> dict[str, str]:
    zh, en = names.get(code, (code, code))
    return {"code": code, "zh": zh, "en": en}


def _names(rows: Iterable[Any]) -> dict[str, tuple[str, str]]:
    return {row.code: (row.zh, row.en) for row in rows}


def _kinds() -> dict[str, tuple[str, str]]:
    # kept in both languages, because the page is read in both
    return {
        Kind.CARRY: ("年末结转", "Carried over"),
        Kind.LAPSE: ("年末收回", "Returned at year end"),
        Kind.TRANSFER: ("调拨", "Transferred"),
    }


def published(area: Area) -> QuerySet[Disclosure]:
    """What an area has published, newest first; of each quarter the last version."""
    rows = Disclosure.objects.filter(area=area, state=DisclosureState.PUBLISHED)
    return rows.order_by("-year", "-quarter", "-number")


def older(row: Disclosure) -> list[Disclosure]:
    """The versions that a newer one corrected, newest first; they stay to be read."""
    found = _of(row.area, Period(row.year, row.quarter)).filter(state=DisclosureState.CORRECTED)
    return list(
        found.exclude(pk=row.pk).select_related("area", "published_by").order_by("-number")
    )


def asked_of(row: Disclosure) -> QuerySet[Objection]:
    """What residents asked about a quarter, whichever version they read."""
    found = Objection.objects.filter(
        disclosure__area=row.area, disclosure__year=row.year, disclosure__quarter=row.quarter
    )
    return found.order_by("at")


def waiting(area: Area, period: Period) -> bool:
    """Whether a draft of the quarter lies there."""
    return _of(area, period).filter(state=DisclosureState.DRAFT).exists()


def is_out(area: Area, period: Period) -> bool:
    """Whether the quarter was published."""
    return _of(area, period).filter(state=DisclosureState.PUBLISHED).exists()


def last_number(area: Area, period: Period) -> int:
    """The number of the last version of a quarter."""
    found = _of(area, period).order_by("-number").values_list("number", flat=True).first()
    return found or 0


def _of(area: Area, period: Period) -> QuerySet[Disclosure]:
    found: QuerySet[Disclosure] = Disclosure.objects.filter(
        area=area, year=period.year, quarter=period.quarter
    )
    return found


def hold(what: str) -> None:
    """Wait for others who make a new row of the same kind, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def last_day_to_ask(row: Disclosure) -> date:
    """Until when residents may ask about published accounts."""
    out = local(row.published_at).date() if row.published_at else today()
    return out + timedelta(days=value("money.objection_days"))


def is_neighbour(actor: Actor, row: Disclosure) -> tuple[bool, bool]:
    """Whether the actor lives or owns in that community, and whether a home is known at all.

    A resident's role that was given for this one community says so as well: so owners who live
    elsewhere ask. One that reaches further says nothing of where somebody lives.
    """
    home = home_of(actor.user)
    lives = bool(home and home.path.startswith(row.area_path))
    return lives or row.area_path in actor.paths(ASK), home is not None


def open_objections(user: User) -> int:
    """How many questions of a person wait for an answer."""
    return Objection.objects.filter(by=user, state=ObjectionState.RAISED).count()
