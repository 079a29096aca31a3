"""Pictures of a case: who sees the case sees them, residents without those of the check."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries.cases import case_for, sees_all
from liren.apps.cases.rules import PHASES_SHOWN
from liren.kernel.access.actor import Actor


def pictures_for(actor: Actor, case: Case) -> QuerySet[Picture]:
    """The pictures of a case that one sees; removed ones are left for who reads the record."""
    rows: QuerySet[Picture] = Picture.objects.filter(case=case)
    if not sees_all(actor, case):
        rows = rows.filter(phase__in=PHASES_SHOWN)
    if not (sees_all(actor, case) and actor.may("audit.view")):
        rows = rows.filter(removed_at=None)
    return rows.select_related("file", "added_by", "behalf", "body", "removed_by")


def reused(case: Case, pictures: Iterable[Picture]) -> set[str]:
    """Which of these were sent to another case, too: a photograph shows one place at one time."""
    marks = {picture.file.received for picture in pictures}
    elsewhere = Picture.objects.filter(file__received__in=marks, removed_at=None)
    return set(elsewhere.exclude(case=case).values_list("file__received", flat=True))


def picture_for(actor: Actor, uid: UUID, picture: UUID) -> Picture:
    """One picture of a case, if this actor may see both; otherwise it does not exist."""
    case = case_for(actor, uid)
    found: Picture = pictures_for(actor, case).get(uid=picture)
    found.case = case
    return found
