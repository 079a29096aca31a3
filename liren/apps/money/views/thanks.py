"""Thanks in public: what people gave to a community, for everybody to read."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, paged, query_of, reader, shell
from liren.apps.money.models import Gift
from liren.apps.money.queries import donations as queries
from liren.apps.money.queries import goods as kinds
from liren.apps.money.queries.projects import foundations
from liren.apps.money.queries.works import home_of as stated_home
from liren.apps.money.views.giving import amount
from liren.kernel.access.models import Area
from liren.kernel.web.respond import part


@login_not_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Who gave what for what; names as agreed."""
    code, q = given(request, "area", 20), given(request, "q")
    area = Area.objects.filter(code=code).first() if code else home_of(request)
    goods = given(request, "kind", 8) == "goods"
    rows, things = queries.thanks(area, q), kinds.thanked(area, q)
    page = paged(request, things if goods else rows, 40)
    said, worth = queries.total(rows), kinds.worth(things)
    context: dict[str, Any] = {
        **shell(request),
        "goods": goods,
        "goods_n": worth["n"],
        "goods_sum": amount(worth["fen"]),
        "tabs": tabs(area, q, goods=goods),
        "things": [thing(one) for one in page] if goods else [],
        "page": page,
        "query": query_of(request),
        "rows": [] if goods else [
            (one, queries.public_name(one), amount(one.fen - one.returned_fen)) for one in page
        ],
        "n": said["n"],
        "sum": amount(said["fen"]),
        "area": area,
        "q": q,
        "places": places(),
        "foundation": bool(foundations()),
    }  # fmt: skip
    return part(request, "money/thanks.html", "thanks", **context)


def tabs(area: Area | None, q: str, *, goods: bool) -> list[dict[str, Any]]:
    """Money, or things."""
    own = {"area": area.code if area else "", "q": q}
    words = {"": _("款项"), "goods": pgettext("gift", "实物")}
    return [
        {"label": label, "current": (kind == "goods") == goods,
         "url": "?" + urlencode({"kind": kind, **own})}
        for kind, label in words.items()
    ]  # fmt: skip


def thing(one: Gift) -> tuple[Gift, str, list[dict[str, Any]], str]:
    """A gift in kind as it stands in public."""
    value = sum(item.value_fen for item in one.items.all())
    return one, kinds.public_name(one), kinds.public_lines(one), amount(value)


def places() -> list[Area]:
    """The areas with gifts of money or things, for the choice of the page."""
    found = {one.path: one for one in (*queries.places_thanking(), *kinds.places_thanking())}
    return [found[path] for path in sorted(found)]


def home_of(request: HttpRequest) -> Area | None:
    """The community in which who looks at it lives; none for strangers and officials."""
    actor = reader(request)
    if actor is None:
        return None
    home = stated_home(actor.user)
    parts = home.path.split(".")[:3] if home else []
    return Area.objects.filter(path=".".join(parts) + ".").first() if parts else None
