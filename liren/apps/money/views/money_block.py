"""What stands on the page of an area about its money."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.money.queries.disclosures import published
from liren.apps.money.queries.publishing import due_period, last_day, missing
from liren.apps.money.queries.reports import LEVELS, READ, standing
from liren.apps.places.rules import Block, Tile
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today
from liren.kernel.base.money import FEN, yuan


def money_block(actor: Actor, area: Area) -> Iterable[Tile | Block]:
    """What is there and what is owed as figures that open, and the ways to the rest."""
    if area.valid_to or area.level not in LEVELS or not permits(actor, READ, area):
        return
    closing, claimed = standing(area)
    report = reverse("money.reports") + f"?area={area.code}"
    arrears = reverse("money.arrears") + f"?area={area.code}"
    yield Tile(_("经费结余（元）"), yuan(closing // FEN * FEN), report, "scale")
    if actor.may("money.claims"):
        yield Tile(_("应收未收（元）"), yuan(claimed // FEN * FEN), arrears, "clipboard-list")
    links = [(_("经费报表"), report, "")]
    if area.level == Level.COMMUNITY:
        links += of_community(actor, area)
    yield Block(_("经费"), links=tuple(links))


def of_community(actor: Actor, area: Area) -> Iterable[tuple[str, str, str]]:
    """The published accounts, and what is to be published now."""
    row = published(area).first()
    facts = {"year": row.year, "quarter": row.quarter} if row else {}
    small = _("%(year)d 年第 %(quarter)d 季度") % facts if row else _("还没有公开过")
    yield _("居民看到的账"), reverse("money.accounts", args=[area.code]), small
    period = due_period(today())
    if permits(actor, "money.draft_accounts", area) and missing(period, [area]):
        day = _("最迟 %(day)s") % {"day": f"{last_day(period):%F}"}
        yield _("上季度还没有公开"), reverse("money.disclosures") + f"?year={period.year}", day
