"""Policy documents as pages: the library, one document, and what is registered of it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import documents as actions
from liren.apps.duties.forms.documents import DocumentForm
from liren.apps.duties.models import Document
from liren.apps.duties.queries import documents as queries
from liren.apps.duties.queries.documents import DocumentsSought
from liren.apps.duties.rules.lists import DocumentKind
from liren.apps.duties.views.shells import given, paged, query_of, reader, sent, shell
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.web.respond import go, part, refusals_to

STATES = ("now", "over")


@login_not_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The library: by words, kind, where it comes from, whether it holds."""
    sought = DocumentsSought(
        given(request, "q"),
        given(request, "kind"),
        given(request, "state"),
        given(request, "pack"),
    )
    page = paged(request, queries.documents_sought(sought), 30)
    actor = reader(request)
    context: dict[str, Any] = {
        **shell(request),
        "page": page,
        "rows": [(one, *state_of(one, one.gone)) for one in page],
        "sought": sought,
        "filters": sought.filters(),
        "query": query_of(request),
        "kinds": [("", _("全部")), *DocumentKind.choices],
        "states": [("", _("全部")), ("now", _("现行有效")), ("over", _("已失效或被替代"))],
        "packs": [("", _("全部")), *queries.packs_of_documents()],
        "may_add": bool(actor and actor.may("duties.add_document")),
    }
    return part(request, "duties/documents.html", "documents", **context)


def state_of(document: Document, gone: bool) -> tuple[str, str]:
    """Whether it holds, as word and shape."""
    if gone:
        return _("已失效或被替代"), "refused"
    if not document.issued_on and not document.valid_from:
        return _("未见出台"), "new"
    return _("现行有效"), "done"


@login_not_required
@require_safe
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One document: its articles, what it replaced, and what stands on it."""
    row, actor = queries.document_of(uid), reader(request)
    word, shape = state_of(row, queries.is_over(row))
    entries = queries.entries_on(row)
    context: dict[str, Any] = {
        **shell(request),
        "document": row,
        "facts": facts(row),
        "state": word,
        "shape": shape,
        "articles": row.articles.all(),
        "successors": queries.successors_of(row),
        "entries": entries[:100],
        "entries_total": entries.count(),
        "parameters": queries.parameters_on(row),
        "may_change": bool(actor and permits(actor, "duties.change_document", row)),
    }
    return part(request, "duties/document.html", "document", **context)


def facts(row: Document) -> list[tuple[str, object]]:
    """What a document is, as name and value."""
    return [
        (_("文号"), row.number),
        (_("发文机关"), row.issuer),
        (_("文件类型"), row.get_kind_display()),
        (_("适用辖区"), row.area or (row.pack or "")),
        (_("成文日期"), row.issued_on.isoformat() if row.issued_on else ""),
        (_("生效日期"), row.valid_from.isoformat() if row.valid_from else ""),
        (_("失效日期"), row.valid_to.isoformat() if row.valid_to else ""),
        (_("来源"), row.source),
    ]


def add_document(request: Request) -> HttpResponse:
    """Register a document of one of one's areas."""
    if not request.actor.may("duties.add_document"):
        raise PermissionDenied("duties.add_document")
    areas = queries.places_to_add(request.actor)
    others = queries.choices_at(areas[0].path if areas else "")
    form = DocumentForm(sent(request), areas=areas, others=others)
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        code = told.pop("area")
        area = next(one for one in areas if one.code == code)
        with refusals_to(form):
            row = actions.add_document(form.acting(request.actor), area, **told)
            return go(request, row.get_absolute_url(), said=_("已登记这份文件。"))
    back = reverse("duties.documents")
    return written(request, form, _("登记政策文件"), back)


def change_document(request: Request, uid: UUID) -> HttpResponse:
    """Correct what is registered of a document."""
    row = queries.document_of(uid)
    if request.method != "POST" and not permits(request.actor, "duties.change_document", row):
        raise PermissionDenied("duties.change_document")
    form = DocumentForm(sent(request), document=row, others=queries.choices_at(row.area_path))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.change_document(form.acting(request.actor), row, **form.facts())
            return go(request, row.get_absolute_url(), said=_("已保存。"))
    return written(request, form, _("修改政策文件"), row.get_absolute_url())


def written(request: Request, form: DocumentForm, title: str, back: str) -> HttpResponse:
    """The form of a document."""
    context = {"form": form, "title": title, "back": back, "action": request.path}
    return part(request, "duties/document_form.html", "write", **context)
