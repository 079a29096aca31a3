"""What a waiting form about a case is answered: the case, or why not and what happened since."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.translation import gettext as _

from liren.apps.cases.models import Case
from liren.apps.cases.queries.phone import last_step
from liren.apps.cases.views.shown import entry
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local
from liren.kernel.base.masking import mask_text
from liren.kernel.web import outbox


def answered(request: Request, do: Callable[[], Case], uid: UUID | None = None) -> HttpResponse:
    """What became of a waiting form: the case, or why not and what happened meanwhile."""
    return outbox.answered(
        lambda: told(do()),
        gone=_("这件事件已经不在您的范围里，可能转给了别的网格。"),
        since=lambda: meanwhile(request.actor, uid),
    )


def told(case: Case) -> dict[str, str]:
    """A case as the telephone keeps it after sending."""
    state = str(case.get_state_display())
    return {"id": str(case.uid), "number": case.number, "state": state}


def meanwhile(actor: Actor, uid: UUID | None) -> dict[str, str] | None:
    """How a case stands now, and who brought it there."""
    if uid is None:
        return None
    try:
        case, step = last_step(actor, uid)
    except ObjectDoesNotExist:
        return None
    found = {"state": str(case.get_state_display()), "said": "", "note": ""}
    if step:
        told = entry(step, official=True)
        words = _("%(at)s %(who)s：%(step)s")
        facts = {"at": f"{local(step.at):%m-%d %H:%M}", "who": told["who"], "step": told["text"]}
        found |= {"said": words % facts, "note": mask_text(step.note)}
    return found
