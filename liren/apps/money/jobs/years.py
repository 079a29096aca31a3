"""Closing the year of all communities of a subdistrict, one after another."""

import structlog
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.models import YearEnd
from liren.apps.money.queries.years import areas_with_money, end_of
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import job

log = structlog.get_logger("liren.money")


@job("money.propose_below")
def propose_below(end: int) -> None:
    """Propose the end of the year for every area below that is ready for it.

    Started again after a stop, it finds those that were proposed and goes on; an area that is
    not ready stands on the page with its reasons.
    """
    whole = YearEnd.objects.select_related("area", "by").get(pk=end)
    if whole.dropped_at is not None:
        return
    actor = actor_of(whole.by)
    for area in areas_with_money(whole.area, whole.year):
        if end_of(area, whole.year) is not None:
            continue
        try:
            close_year(actor, area, year=whole.year)
        except (Refused, PermissionDenied) as no:
            log.info("money.year_waits", area=area.code, why=getattr(no, "code", "denied"))


@job("money.confirm_below")
def confirm_below(end: int) -> None:
    """Close the year of every area below for which it was proposed, one after another."""
    whole = YearEnd.objects.select_related("area").get(pk=end)
    if whole.confirmed_by_id is None:
        return
    actor = actor_of(User.objects.get(pk=whole.confirmed_by_id))
    for area in areas_with_money(whole.area, whole.year):
        found = end_of(area, whole.year)
        if found is None or found.confirmed_by_id is not None:
            continue
        try:
            confirm_close(actor, found)
        except (Refused, PermissionDenied) as no:
            log.info("money.year_waits", area=area.code, why=getattr(no, "code", "denied"))
