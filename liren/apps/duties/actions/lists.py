"""The only writers of lists and of the course of their versions."""

from datetime import date

from liren.apps.duties.actions.entries import copy_entries
from liren.apps.duties.models import Document, DutyList, Version
from liren.apps.duties.queries.lists import last_released
from liren.apps.duties.rules import versions as rules
from liren.apps.duties.rules.lists import VersionState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today


@action("duties.add_list", creates=True)
def add_list(
    actor: Actor,
    area: Area,
    /,
    *,
    kind: str,
    zh: str,
    issuer: str,
    en: str = "",
    invented: bool = False,
) -> DutyList:
    """Set up a list of an area, with an empty draft as its first version."""
    rules.check_name(zh)
    rules.check_name(issuer)
    same = DutyList.objects.filter(area=area, kind=kind).count()
    code = f"{area.code}-{kind}" + (f"-{same + 1}" if same else "")
    row = DutyList(
        code=code, kind=kind, area=area, area_path=area.path, zh=zh.strip(), en=en.strip(),
        issuer=issuer.strip(), invented=invented, edited=True,
    )  # fmt: skip
    row.save()
    new_version(actor, row)
    return row


@action("duties.draft_version", creates=True)
def draft_version(actor: Actor, row: DutyList, /) -> Version:
    """Begin a new version of a list with all that stands on the last one."""
    held = DutyList.objects.select_for_update().get(pk=row.pk)
    drafts = held.versions.filter(state=VersionState.DRAFT)
    rules.check_no_draft(drafts.count())
    version = new_version(actor, held)
    last = last_released(held)
    if last is not None:
        copy_entries(last, version)
    return version


def new_version(actor: Actor, row: DutyList) -> Version:
    """An empty draft under the next number."""
    last = row.versions.order_by("-number").values_list("number", flat=True).first()
    version = Version(
        list=row, area_path=row.area_path, number=(last or 0) + 1, drafted_by=actor.user,
        drafted_at=now(), editors=[actor.user.pk],
    )  # fmt: skip
    version.save()
    return version


@action("duties.publish")
def publish(
    actor: Actor,
    version: Version,
    /,
    *,
    valid_from: date,
    document: Document | None = None,
    note: str = "",
) -> Version:
    """Release a draft from a day on; from then on nobody changes it."""
    rules.check_draft(version.state)
    rules.check_second(actor.user.pk, version.editors)
    held = DutyList.objects.select_for_update().get(pk=version.list_id)
    last = last_released(held)
    rules.check_from(valid_from, today(), last.valid_from if last else None)
    rules.check_whole(version.entries.count())
    version.state, version.valid_from = VersionState.PUBLISHED, valid_from
    version.document, version.note = document, note.strip()
    version.published_by, version.published_at = actor.user, now()
    version.save()
    return version


@action("duties.drop_version")
def drop_version(actor: Actor, version: Version, /) -> Version:
    """Give a draft up; what holds goes on holding."""
    rules.check_draft(version.state)
    version.state = VersionState.DROPPED
    version.save(update_fields=["state"])
    return version
