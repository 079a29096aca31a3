"""The only writers of the books: post, set aside, use, give back, reverse.

Who posts first locks the accounts in the order of their keys, so that two postings wait for one
another and never stand across. All of it lies in the transaction of the action around it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.fixed import fixed
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_text
from liren.kernel.base.money import yuan
from liren.kernel.ledger.models import Account, Posting, Unit

LONGEST = 160  # of a title; what is longer stands in the row it is about
MOST = 10**15  # of one line; what nobody has ever owned is a slip of the keyboard

LOCK = """
    SELECT id, unit, amount, least FROM ledger_account
    WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
# one statement for all of it: each step back and forth costs more than the writing
WRITE = """
    WITH posting AS (
        INSERT INTO ledger_posting
            (uid, key, kind, title, about, day, at, by_id, reverses_id)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id, day
    ), moved AS (
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS m(account, amount, after)
    ), lines AS (
        INSERT INTO ledger_line (posting_id, account_id, amount, after, day)
        SELECT posting.id, account, amount, after, posting.day FROM posting, moved
    ), balances AS (
        UPDATE ledger_account a SET amount = moved.after FROM moved WHERE a.id = moved.account
    )
    SELECT id FROM posting
"""

Moves = Iterable[tuple[Account, int]]


def open_account(code: str, *, unit: str = Unit.FEN, least: int | None = 0) -> Account:
    """The account under a code, made when it is not there; two who ask at once get the same."""
    facts = {"unit": unit, "least": least, "opened_at": now()}
    return Account.objects.get_or_create(code=code, defaults=facts)[0]


def about(row: Model) -> str:
    """How a posting names the row it is for."""
    return f"{row._meta.label_lower}:{row.pk}"


def post(
    kind: str,
    moves: Moves,
    *,
    key: str = "",
    title: str = "",
    about: str = "",
    day: date | None = None,
    by: User | None = None,
    reverses: Posting | None = None,
) -> Posting:
    """Write one balanced posting; with a key that was posted before, that posting is returned.

    Refused with `ledger.unbalanced` when the moves do not make nothing, with `ledger.short` when
    an account would fall below what it may hold.
    """
    summed = _summed(moves)
    made = Posting(
        uid=uuid7(), key=key or f"~{uuid7()}", kind=kind, title=mask_text(title)[:LONGEST],
        about=about,
        day=day or today(), at=now(), by=by, reverses=reverses,
    )  # fmt: skip

    def write() -> Posting:
        accounts = _locked(summed)
        if key and (known := Posting.objects.filter(key=key).first()):
            return known
        return _written(made, summed, [_left(summed[one.key], one) for one in accounts])

    # inside an action a refusal undoes the whole action, and comes before anything is written
    return write() if connection.in_atomic_block else together(write)


def move(kind: str, giver: Account, taker: Account, amount: int, **facts: object) -> Posting:
    """Bring an amount from one account to another."""
    _check_amount(amount)
    return post(kind, [(giver, -amount), (taker, amount)], **facts)  # type: ignore[arg-type]


def set_aside(kind: str, account: Account, amount: int, *, name: str, **facts: object) -> Account:
    """Hold an amount of an account under a name; what is held can no longer be spent otherwise."""
    code = f"{account.code}/{name}"
    opened = {"unit": account.unit, "least": 0, "parent": account, "opened_at": now()}

    def hold() -> Account:
        held, _made = Account.objects.get_or_create(code=code, defaults=opened)
        move(kind, account, held, amount, **facts)
        return held

    return together(hold)


def give_back(kind: str, held: Account, amount: int, **facts: object) -> Posting:
    """Return what was held, or a part of it, to the account it came from."""
    if held.parent is None:
        raise ValueError(f"{held.code} is not held of anything")
    return move(kind, held, held.parent, amount, **facts)


def hold_elsewhere(
    kind: str, held: Account, account: Account, *, name: str, **facts: Any
) -> Account:
    """What is held of one account is held of another: in no moment is it free."""
    opened = {"unit": account.unit, "least": 0, "parent": account, "opened_at": now()}

    def carry() -> Account:
        code = f"{account.code}/{name}"
        taken, _made = Account.objects.get_or_create(code=code, defaults=opened)
        move(kind, held, taken, held.amount, **facts)
        return taken

    return together(carry)


def reverse(posting: Posting, *, kind: str, **facts: object) -> Posting:
    """Answer a posting by its opposite; each is reversed once, and a reversal never."""
    if posting.reverses_id is not None:
        raise Refused("ledger.reversal", _("冲销记录本身不能再冲销。请重新登记正确的一笔。"))
    lines = posting.lines.select_related("account")
    moves = [(line.account, -line.amount) for line in lines]
    taken = {"key": f"reversal:{posting.pk}", "about": posting.about, "title": posting.title}
    return post(kind, moves, reverses=posting, **{**taken, **facts})  # type: ignore[arg-type]


# ── inside ──────────────────────────────────────────────────────────────────────────────────


def _check_amount(amount: int) -> None:
    if not 0 < amount <= MOST:
        raise Refused("ledger.odd-amount", _("数额要大于零，也不能大得不合理，请核对。"))


def _summed(moves: Moves) -> dict[int, int]:
    """What each account gains, in the order in which accounts are locked."""
    found: dict[int, int] = defaultdict(int)
    for account, amount in moves:
        found[account.pk] += amount
    summed = {key: found[key] for key in sorted(found) if found[key]}
    whole: int = sum(summed.values())
    if not summed or whole:
        raise Refused("ledger.unbalanced", _("这一笔借贷不平，没有记账。请核对各项数额。"))
    for amount in summed.values():
        _check_amount(abs(amount))
    return summed


class _There(NamedTuple):
    """An account as it stands, locked."""

    key: int
    unit: str
    amount: int
    least: int | None


def _locked(summed: dict[int, int]) -> list[_There]:
    with fixed() as cursor:
        cursor.execute(LOCK, [list(summed)])
        found = [_There(*row) for row in cursor.fetchall()]
    if len(found) != len(summed) or len({one.unit for one in found}) > 1:
        raise ValueError(f"accounts {list(summed)} are not all there or not of one unit")
    return found


def _left(gained: int, there: _There) -> int:
    """What is in the account afterwards."""
    after = there.amount + gained
    if there.least is not None and gained < 0 and after < there.least:
        sentence = _("账上可用 %(there)s，这一笔需要 %(needed)s，不够。请先落实资金，或改小数额。")
        free = there.amount - there.least
        facts = {"there": _shown(free, there.unit), "needed": _shown(-gained, there.unit)}
        raise Refused("ledger.short", sentence % facts)
    return after


def _shown(amount: int, unit: str) -> str:
    return f"¥{yuan(amount)}" if unit == Unit.FEN else str(amount)


def _written(made: Posting, summed: dict[int, int], after: list[int]) -> Posting:
    facts: list[Any] = [made.uid, made.key, made.kind, made.title, made.about, made.day, made.at]
    keys = [made.by_id, made.reverses_id]
    with fixed() as cursor:
        cursor.execute(WRITE, [*facts, *keys, list(summed), list(summed.values()), after])
        (made.pk,) = cursor.fetchone()
    made._state.adding, made._state.db = False, connection.alias
    return made
