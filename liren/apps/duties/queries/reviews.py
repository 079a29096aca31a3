"""Who may sit at the table of a joint review."""

from django.db.models import Q, QuerySet

from liren.apps.duties.models import Application
from liren.kernel.access.models import Body
from liren.kernel.access.ways import prefixes, subtree

SITTING = ("government", "department", "subdistrict")  # kinds of bodies


def may_sit(application: Application) -> QuerySet[Body]:
    """Departments and subdistricts where it is decided, but for the one that applies."""
    here = subtree("area_path", application.area_path)
    around = Q(area_path__in=prefixes(application.area_path))
    rows: QuerySet[Body] = Body.objects.standing().filter(here | around, kind__in=SITTING)
    return rows.exclude(pk=application.body_id).order_by("kind", "area_path", "pk")
