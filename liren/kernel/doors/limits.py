"""How often something may be tried: guesses at passwords, codes and links are counted here.

A kind of trying has a name; the pack says how many tries of it count in one window
(`limits.<kind>`), and how long a window is (`limits.minutes`). Who tries is kept as a keyed hash:
an account, a network address, a number on a receipt. Windows are fixed, counted in one statement
of the database, so that many processes at once let through no more than one would.

Count before the secret is looked at, outside an action: what an action rolls back is not counted.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import TooOften
from liren.kernel.base.seal import keyed_hash
from liren.kernel.doors.models import Tally
from liren.kernel.policy.values import value

KEPT_DAYS = 2
ADD = """
INSERT INTO doors_tally (kind, who, since, tries) VALUES (%s, %s, %s, 1)
ON CONFLICT (kind, who, since) DO UPDATE SET tries = doors_tally.tries + 1 RETURNING tries
"""


def count(kind: str, who: object) -> None:
    """Count one try; TooOften when there were more in this window than the rule lets through."""
    since = _window()
    with connection.cursor() as cursor:
        cursor.execute(ADD, [kind, marked(kind, who), since])
        tries = cursor.fetchone()[0]
    if tries > value(f"limits.{kind}"):
        raise _too_often(since)


def check(kind: str, who: object) -> None:
    """TooOften when no further try would be let through; counts nothing."""
    if tries(kind, who) >= value(f"limits.{kind}"):
        raise _too_often(_window())


def tries(kind: str, who: object) -> int:
    """How many tries of this window count."""
    rows = Tally.objects.filter(kind=kind, who=marked(kind, who), since=_window())
    return sum(rows.values_list("tries", flat=True))


def is_over(kind: str, who: object) -> bool:
    """Whether no further try would be let through."""
    return tries(kind, who) >= int(value(f"limits.{kind}"))


def spent(kind: str) -> frozenset[str]:
    """The marks of all who have no further try in this window."""
    rows = Tally.objects.filter(kind=kind, since=_window(), tries__gte=value(f"limits.{kind}"))
    return frozenset(rows.values_list("who", flat=True))


def clear(kind: str, who: object) -> int:
    """Begin anew, after a right try or when somebody lifts the lock; the number of rows gone."""
    return Tally.objects.filter(kind=kind, who=marked(kind, who)).delete()[0]


def sweep() -> int:
    """Drop what no longer counts; the number dropped."""
    return Tally.objects.filter(since__lt=ago(days=KEPT_DAYS)).delete()[0]


def _window() -> datetime:
    length = int(value("limits.minutes")) * 60
    return datetime.fromtimestamp(int(now().timestamp()) // length * length, UTC)


def _too_often(since: datetime) -> TooOften:
    ends = since + timedelta(minutes=value("limits.minutes"))
    wait = max(1, int((ends - now()).total_seconds()))
    sentence = _("试的次数太多。请在 %(minutes)d 分钟后再试，或到社区办理。")
    return TooOften("limits.too-often", sentence % {"minutes": -(-wait // 60)}, wait=wait)


def marked(kind: str, who: object) -> str:
    """The mark under which somebody's tries are counted."""
    return keyed_hash(f"{kind}:{who}", "limit")
