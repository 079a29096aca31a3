"""What the worker does for letting, permits and visits by the clock."""

from datetime import date, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.people.actions.permits import lapse
from liren.apps.people.queries.due import communities_with_work, counts_in
from liren.kernel.access.models import Area, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import today
from liren.kernel.base.later import job
from liren.kernel.tell.telling import Message, tell

WEEK = gettext_noop(
    "本周%(place)s要做的：走访 %(visits)s 户，检查出租房 %(rooms)s 处，"
    "核实到期租约 %(ends)s 份，提醒居住证签注 %(permits)s 张。"
)
MOST = 200
COMMUNITY = 3  # parts of a path


@job("people.lapse_permits", cron="11 0 * * *")
def lapse_permits() -> None:
    """A few minutes after midnight: permits that were not endorsed in time have lapsed."""
    lapse()


@job("people.remind", cron="5 8 * * *")
def remind() -> None:
    """In the morning: who works where something is due is told once a week what it is."""
    remind_all()


def remind_all() -> int:
    """Tell everybody whom it concerns; the number of those who were not told this week."""
    first = today() - timedelta(days=today().weekday())
    places = communities_with_work()
    communities = {".".join(path.split(".")[:COMMUNITY]) + "." for path in places}
    grids = {path for path in places if path not in communities}
    told = sum(together(partial(_tell, path, first)) for path in sorted(communities))
    return told + sum(together(partial(_tell, path, first)) for path in sorted(grids))


def _tell(path: str, first: date) -> int:
    counts = counts_in(path, first + timedelta(days=6))
    if not any(counts.values()):
        return 0
    message = Message(
        kind="people.remind",
        key=f"people.remind:{path}:{first.isoformat()}",
        sentence=WEEK,
        facts={"place": _place(path), **{name: str(n) for name, n in counts.items()}},
        link=reverse("people.due"),
    )
    return tell(_working_in(path), message)


def _place(path: str) -> str:
    area = Area.objects.filter(path=path).first()
    return area.name if area else ""


def _working_in(path: str) -> list[User]:
    """Those who visit in exactly this area, not above it: they are told of it as a whole."""
    above = path[: path.rstrip(".").rindex(".") + 1]
    here = holders("people.visit", path=path)
    return list(here.exclude(pk__in=holders("people.visit", path=above).values("pk"))[:MOST])
