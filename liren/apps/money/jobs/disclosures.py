"""What the worker does for published accounts: reminding who is late, and who has to answer."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.money.models import Objection
from liren.apps.money.queries.publishing import due_period, last_day, missing
from liren.apps.money.rules.disclosure import ObjectionState
from liren.kernel.access.models import Area, Level, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import today
from liren.kernel.base.later import job
from liren.kernel.policy.values import value
from liren.kernel.tell.telling import Message, tell

UNPUBLISHED = gettext_noop("%(place)s %(quarter)s 季度的账目还没有公开，最迟 %(day)s 公开。")
ASKED = gettext_noop("%(place)s有居民对公开的账目提出疑问，最迟 %(day)s 答复。")


@job("money.remind_accounts", cron="40 8 * * *")
def remind_accounts() -> None:
    """In the morning: whose quarter is not out shortly before its day, and who has to answer."""
    remind_all()


def remind_all() -> int:
    """The number of messages that had not been sent before."""
    return remind_quarters() + remind_answers()


def heads(area: Area, verb: str) -> list[User]:
    """Who does this here, and not somewhere above."""
    above = area.path[: area.path.rstrip(".").rfind(".") + 1]
    here = holders(verb, path=area.path)
    return list(here.exclude(pk__in=holders(verb, path=above).values("pk")) if above else here)


def remind_quarters() -> int:
    """Each community once in a quarter, some days before the last one."""
    period = due_period(today())
    day = last_day(period)
    if (day - today()).days > value("money.remind_days"):
        return 0
    areas = list(Area.objects.valid().filter(level=Level.COMMUNITY).order_by("path"))
    told = 0
    for area in missing(period, areas):
        message = Message(
            kind="money.accounts",
            key=f"money.accounts:{area.pk}:{period.year}-{period.quarter}",
            sentence=UNPUBLISHED,
            facts={
                "place": area.name,
                "quarter": f"{period.year}-{period.quarter}",
                "day": f"{day:%F}",
            },
            link=reverse("money.disclosures") + f"?year={period.year}",
        )
        told += together(partial(tell, heads(area, "money.publish_accounts"), message))
    return told


def remind_answers() -> int:
    """Each question once, when it was asked."""
    told = 0
    for row in Objection.objects.filter(state=ObjectionState.RAISED).select_related("area"):
        message = Message(
            kind="money.objection",
            key=f"money.objection:{row.pk}",
            sentence=ASKED,
            facts={"place": row.area.name, "day": f"{row.answer_by:%F}"},
            link=row.get_absolute_url(),
        )
        told += together(partial(tell, heads(row.area, "money.answer_objection"), message))
    return told
