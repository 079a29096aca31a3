"""Pictures on a case: added beside a step, taken away, covered in part."""

from collections.abc import Sequence

from django.db.models import F

from liren.apps.cases import rules
from liren.apps.cases.actions.course import check_reason, note_step
from liren.apps.cases.actions.hanging import hang
from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries import sees_all
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.ways import Within
from liren.kernel.access.written import update
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.files.images import Box
from liren.kernel.files.models import File
from liren.kernel.files.shelf import drop
from liren.kernel.files.storing import Received, holding, keep, store_redacted
from liren.kernel.policy.values import parameter


@action("cases.add_picture")
def add_picture(
    actor: Actor, case: Case, *, pictures: Sequence[Received], phase: str = rules.Phase.BEFORE
) -> Case:
    """Add pictures to an open case, outside of its steps."""
    rules.check_add_picture(case.state)
    rules.check_phase(phase, sees_all(actor, case))
    before = case.picture_count
    hang(actor, case, "cases.add_picture", pictures, phase)
    if case.picture_count > before:
        note_step(actor, case, "cases.add_picture")
    return case


@action("cases.remove_picture")
def remove_picture(actor: Actor, picture: Picture, *, reason: str = "") -> Picture:
    """Take a picture away: one's own soon after, or any by office and with a reason."""
    rules.check_picture_there(picture.removed_at is not None)
    if Within().leads(actor, "cases.remove_picture", picture):
        check_reason(reason)
    else:
        hours = parameter("cases.picture_own_hours")
        rules.check_remove_own(picture.at, now(), hours.value, hours.source)
    picture.removed_at, picture.removed_by = now(), actor.user
    picture.reason = reason.strip() or str(_("本人撤下"))
    update(picture, ("removed_at", "removed_by", "reason"))
    Case.objects.filter(pk=picture.case_id).update(picture_count=F("picture_count") - 1)
    note_step(actor, picture.case, "cases.remove_picture", picture.reason)
    return picture


@action("cases.redact_picture")
def redact_picture(
    actor: Actor,
    picture: Picture,
    *,
    boxes: Sequence[Box],
    reason: str,
    received: Received,
    on: int,
) -> Picture:
    """Put the covered picture in the place of the whole one, whose row goes."""
    check_reason(reason)
    rules.check_picture_there(picture.removed_at is not None)
    rules.check_same_file(on, picture.file_id)
    picture.file, picture.redacted_at = keep(received), now()
    update(picture, ("file", "redacted_at"))
    File.objects.filter(pk=on).delete()
    note_step(actor, picture.case, "cases.redact_picture", reason)
    return picture


def cover_picture(actor: Actor, picture: Picture, *, boxes: Sequence[Box], reason: str) -> Picture:
    """Destroy areas of a picture: draw the new one, change the row, remove the whole one.

    The whole picture goes at once: what need not be shown need not be kept. A crash between the
    last two leaves a file without a row, which the nightly sweep removes.
    """
    rules.check_boxes(len(boxes))
    old = picture.file
    received = store_redacted(actor, old, boxes)
    with holding([received]):
        done = redact_picture(
            actor, picture, boxes=boxes, reason=reason, received=received, on=old.pk
        )
    if received.row.pk:
        drop(old.names)
    return done
