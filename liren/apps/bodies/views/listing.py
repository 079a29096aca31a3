"""Who there is and whom to call."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.queries import bodies_for, body_for, function_names, kind_names
from liren.kernel.access.request import Request
from liren.kernel.web.respond import part

PER_PAGE = 50


@require_safe
def listing(request: Request) -> HttpResponse:
    """The bodies of my areas, by kind, with their lines."""
    q, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    rows = bodies_for(request.actor)
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(name_en__icontains=q))
    if kind:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kinds, functions = kind_names(), function_names()
    listed = [
        {
            "body": body,
            "kind": kinds.get(body.kind, body.kind),
            "functions": [str(functions.get(code, code)) for code in body.functions],
        }
        for body in page
    ]
    used = [("", _("全部")), *((code, str(one)) for code, one in kinds.items())]
    context = {"rows": listed, "page": page, "q": q, "kind": kind, "kinds": used}
    return part(request, "bodies/list.html", "list", **context)


@require_safe
def view(request: Request, code: str) -> HttpResponse:
    """One body: what it is for, where, and how it is reached."""
    body = body_for(request.actor, code)
    functions = function_names()
    fit = _("、").join(str(functions.get(code, code)) for code in body.functions)
    rows = [
        (_("类别"), kind_names().get(body.kind, body.kind)),
        (_("辖区"), body.area),
        (_("职能"), fit),
        (_("上级"), body.parent),
        (_("电话"), body.phone),
        (_("办公时间"), " ".join(body.office_hours or [])),
    ]
    return part(request, "bodies/body.html", "body", body=body, rows=rows)
