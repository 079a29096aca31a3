"""What the forms of posts, terms and grants share: what the browser offers, and how long."""

from django.utils.translation import gettext as _

from liren.apps.offices import queries
from liren.apps.offices.forms import OfficeForm
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.request import Request
from liren.kernel.web.act import Offered

MOST_HINTS = 300


def hints(request: Request, form: OfficeForm, verb: str = "") -> list[Offered]:
    """What the browser offers in the fields that are typed by name."""
    wanted = {f.widget.attrs.get("list") for f in form.fields.values()}
    found: list[Offered] = []
    if "people" in wanted:
        found.append(("people", [person(one) for one in queries.officials_named()[:MOST_HINTS]]))
    if "areas" in wanted:
        areas = Area.objects.allowed(request.actor, verb).filter(valid_to=None)
        areas = areas.select_related("parent").order_by("path")[:MOST_HINTS]
        found.append(("areas", [(one.code, f"{one.parent or ''} {one}") for one in areas]))
    if "bodies" in wanted:
        bodies = Body.objects.allowed(request.actor, verb).order_by("area_path", "code")
        found.append(("bodies", [(one.code, str(one)) for one in bodies[:MOST_HINTS]]))
    return found


def person(one: User) -> tuple[str, str]:
    """Who logs in is typed by log-in name, all others by name."""
    return (one.username, one.name) if one.has_usable_password() else (one.name, "")


def until_words(until: object) -> str:
    """The end of something in words."""
    return _("到 %(until)s 为止") % {"until": until} if until else _("长期")
