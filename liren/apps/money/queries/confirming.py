"""Who may say that a payment came: nobody of the body that pays, unless nobody else can."""

from django.db.models import Q, QuerySet

from liren.apps.money.models import Remittance
from liren.apps.money.rules.claims import Standing
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, Grant, User
from liren.kernel.access.people import holders
from liren.kernel.access.roles import roles
from liren.kernel.access.ways import prefixes

CONFIRM, PAY = "money.confirm_remittance", "money.remit"
FINANCE = "finance"  # the function of the bureau in which finance works, named or not


def belonging(body: Body) -> QuerySet[User]:
    """Who works for a body today: named in a grant, or of the district's finance."""
    works = Q(body=body)
    if FINANCE in body.functions:
        both = [role for role, verbs in roles().items() if {CONFIRM, PAY} <= verbs]
        works |= Q(body=None, role__in=both, area__path__in=prefixes(body.area_path))
    grants = Grant.objects.holding().filter(works)
    found: QuerySet[User] = User.objects.filter(pk__in=grants.values("user"))
    return found


def apart(row: Remittance) -> QuerySet[User]:
    """Who may confirm a payment and does not work for who pays; not who wrote it down."""
    able = holders(CONFIRM, path=row.area_path).exclude(pk=row.by_id)
    return able.exclude(pk__in=belonging(row.debtor).values("pk"))


def telling(row: Remittance) -> QuerySet[User]:
    """Who is asked to confirm: those apart, or where there are none the others of the body."""
    found = apart(row)
    if found.exists():
        return found
    return holders(CONFIRM, path=row.area_path).exclude(pk=row.by_id)


def standing(actor: Actor, row: Remittance) -> Standing:
    """On which side of a payment somebody stands who otherwise may confirm it."""
    if not belonging(row.debtor).filter(pk=actor.user.pk).exists():
        return Standing.APART
    return Standing.WITHIN if apart(row).exists() else Standing.ALONE
