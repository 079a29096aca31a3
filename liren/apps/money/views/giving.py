"""What pages of donations, projects and works have in common."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import Guarded, permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.base.money import yuan
from liren.kernel.flow.table import Course
from liren.kernel.web.lists import asked

LONGEST = 60
Row = TypeVar("Row", bound=Guarded)


def amount(fen: int | None) -> str:
    """An amount with its sign, nothing for none."""
    return "" if fen is None else f"¥{yuan(fen)}"


def word(request: Request, name: str) -> str:
    """A word of the address, without what no text may hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def area_of(code: str) -> Area | None:
    """The area that a list is asked for."""
    return Area.objects.filter(code=code).first() if code else None


def permitted(actor: Actor, verb: str, row: Row) -> Row:
    """The row, if the actor may do this to it."""
    if not permits(actor, verb, row):
        raise PermissionDenied(verb)
    return row


def buttons(
    actor: Actor, row: Any, course: Course, following: Iterable[str], words: Mapping[str, object]
) -> list[dict[str, Any]]:
    """What may be done to a row now; the first of what follows is the main step."""
    open_to = [verb for verb in course.verbs(row.state) if permits(actor, verb, row)]
    first = next((verb for verb in following if verb in open_to), "")
    return [
        {"label": words[verb], "url": reverse(verb, args=[row.uid]), "next": verb == first}
        for verb in open_to
    ]


def entries(row: Any, words: Mapping[str, object]) -> list[dict[str, object]]:
    """What happened to a row, newest first."""
    names = ("words", "answer", "reason", "consent", "report", "outcome")
    return [
        {
            "who": one.actor.name,
            "text": str(words.get(one.verb, one.verb)),
            "at": one.at,
            "note": next((str(one.facts[n]) for n in names if one.facts.get(n)), ""),
        }
        for one in history(row).filter(outcome="done")[:30]
    ]


def tabs(
    sought: Any, words: Mapping[str, str], counts: Mapping[str, int], hot: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The states of a list, with how many wait in those that need somebody."""
    own = {name: one for name, one in vars(sought).items() if name != "tab"}
    made = type(sought)
    return [
        {
            "label": label,
            "url": asked(made(tab=name, **own)),
            "current": name == sought.tab,
            "count": counts.get(name) or None,
            "hot": name in hot and bool(counts.get(name)),
        }
        for name, label in words.items()
    ]


def paged(found: Any, sought: Any) -> dict[str, str]:
    """The ways to the pages beside this one."""
    return {
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
    }


def counted(n: int) -> str:
    """How many there are."""
    return _("共 %(total)d 项") % {"total": n}


def sent_in(request: Request) -> Any:
    """What was sent, if something was."""
    return request.POST if request.method == "POST" else None
