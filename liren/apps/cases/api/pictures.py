"""Pictures of cases for programs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AliasPath, Field

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries import case_for, picture_for, pictures_for
from liren.apps.cases.rules import Phase
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut
from liren.kernel.files.forms import BoxesField, boxes
from liren.kernel.files.serving import serve
from liren.kernel.files.storing import taken

router = Router(tags=["cases"])

Percent = Annotated[float, Field(ge=0, le=100)]


class PictureOut(RowOut):
    """One picture; its bytes are at `/cases/{uid}/pictures/{id}/file?size=s|m`."""

    id: UUID = Field(validation_alias="uid")
    phase: str
    at: datetime
    body: str | None = Field(None, validation_alias=AliasPath("body", "code"))
    width: int = Field(validation_alias=AliasPath("file", "width"))
    height: int = Field(validation_alias=AliasPath("file", "height"))
    size: int = Field(validation_alias=AliasPath("file", "size"))
    sha256: str = Field(validation_alias=AliasPath("file", "sha256"))
    redacted_at: datetime | None
    removed_at: datetime | None


class PictureWhyIn(Schema):
    """Why it is taken away; not asked of who takes back a picture of one's own."""

    reason: Annotated[str, Field(max_length=1000)] = ""


class Area(Schema):
    """An area of the picture in percent of its width and height."""

    left: Percent
    top: Percent
    width: Percent
    height: Percent


class RedactIn(Schema):
    """What is covered, and why."""

    areas: Annotated[list[Area], Field(min_length=1, max_length=BoxesField.MOST)]
    reason: Annotated[str, Field(max_length=1000)]


@router.get(
    "/{uid}/pictures",
    response=list[PictureOut],
    operation_id="cases.pictures",
    by_alias=False,
)
def pictures(request: Request, uid: UUID) -> list[Picture]:
    """List the pictures of a case, oldest first."""
    return list(pictures_for(request.actor, case_for(request.actor, uid)))


@router.post(
    "/{uid}/pictures",
    response={201: PictureOut},
    operation_id="cases.add_picture",
    by_alias=False,
)
def add_picture(
    request: Request,
    uid: UUID,
    file: File[UploadedFile],
    phase: Form[Phase] = Phase.BEFORE,
) -> Status[Picture]:
    """Add a JPEG, PNG or WebP picture; the same picture sent again is not kept twice."""
    case = case_for(request.actor, uid)
    uploads = [file] if permits(request.actor, "cases.add_picture", case) else []
    with taken(request.actor, uploads) as kept:
        actions.add_picture(acting(request), case, pictures=kept, phase=phase)
    return Status(201, newest(case, kept[0].row.received))


def newest(case: Case, received: str) -> Picture:
    """The picture that was made of what came in."""
    rows = Picture.objects.filter(case=case, file__received=received, removed_at=None)
    found: Picture = rows.select_related("file", "body").latest("at")
    return found


BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{uid}/pictures/{picture}/file",
    operation_id="cases.picture",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {"image/jpeg": BYTES}}},
    },
)
def file(request: Request, uid: UUID, picture: UUID, size: str = "") -> HttpResponseBase:
    """The picture itself as JPEG: whole, at most 1280 (`m`) or 320 pixels (`s`)."""
    found = picture_for(request.actor, uid, picture)
    return serve(request, found.file, title=f"{found.case.number}-{found.pk}", size=size)


@router.post(
    "/{uid}/pictures/{picture}/remove",
    response=PictureOut,
    operation_id="cases.remove_picture",
    by_alias=False,
)
def remove_picture(request: Request, uid: UUID, picture: UUID, given: PictureWhyIn) -> Picture:
    """Take a picture away."""
    found = picture_for(request.actor, uid, picture)
    return actions.remove_picture(acting(request), found, reason=given.reason)


@router.post(
    "/{uid}/pictures/{picture}/redact",
    response=PictureOut,
    operation_id="cases.redact_picture",
    by_alias=False,
)
def redact_picture(request: Request, uid: UUID, picture: UUID, given: RedactIn) -> Picture:
    """Destroy areas of a picture for good."""
    found = picture_for(request.actor, uid, picture)
    if not permits(request.actor, "cases.redact_picture", found):
        raise PermissionDenied("cases.redact_picture")
    try:
        areas = boxes([[a.left, a.top, a.width, a.height] for a in given.areas])
    except ValueError:
        areas = []
    return actions.cover_picture(acting(request), found, boxes=areas, reason=given.reason)
