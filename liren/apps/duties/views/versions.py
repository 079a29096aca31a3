"""Writing a version of a list: begun, filled, released from a day, or given up."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.duties.actions import entries as writing
from liren.apps.duties.actions import lists as actions
from liren.apps.duties.forms.lists import EntryForm, ListForm, PublishForm
from liren.apps.duties.models import Version
from liren.apps.duties.queries import lists as queries
from liren.apps.duties.queries.documents import choices_at
from liren.apps.duties.queries.entry_sheets import bodies_at
from liren.apps.duties.views.shells import sent
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, refusals_to


def check_open(request: Request, verb: str, row: Any) -> None:
    """A form that leads nowhere is not shown; whoever sends it anyway is on record."""
    if request.method != "POST" and not permits(request.actor, verb, row):
        raise PermissionDenied(verb)


def add_list(request: Request) -> HttpResponse:
    """Set up a list; its first version is a draft."""
    if not request.actor.may("duties.add_list"):
        raise PermissionDenied("duties.add_list")
    areas = queries.places_for_lists(request.actor)
    form = ListForm(sent(request), areas=areas)
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        code = told.pop("area")
        area = next(one for one in areas if one.code == code)
        with refusals_to(form):
            row = actions.add_list(form.acting(request.actor), area, **told)
            draft = row.versions.get()
            return go(request, draft.get_absolute_url(), said=_("已建立清单，请添加或导入事项。"))
    return asked(request, form, _("新建清单"), _("建立"), reverse("duties.lists"))


def draft_version(request: Request, uid: UUID) -> HttpResponse:
    """Begin the next version with all that stands on the last one."""
    row = queries.list_of(uid)
    check_open(request, "duties.draft_version", row)
    form = KeyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = actions.draft_version(form.acting(request.actor), row)
            return go(request, made.get_absolute_url(), said=_("已起草新版本，原版照常执行。"))
    text = _("新版本先照抄现行版本，再修改。发布之前，现行版本照常执行。")
    title = _("起草新版本")
    return asked(request, form, title, _("起草"), row.get_absolute_url(), text=text, name=row)


def publish(request: Request, uid: UUID) -> HttpResponse:
    """The second look, and the day from which it holds."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.publish", found)
    form = PublishForm(sent(request), documents=choices_at(found.area_path))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.publish(form.acting(request.actor), found, **form.facts())
            return go(request, found.get_absolute_url(), said=_("已发布，从执行日期起生效。"))
    counts = queries.counts_of([found])[found.pk]
    said = _("共 %(n)d 项。发布后这一版不能再改；要改，就另起新版本。") % {"n": counts.entries}
    back = found.get_absolute_url()
    return asked(request, form, _("发布清单"), _("发布"), back, text=said, name=found.list)


def drop_version(request: Request, uid: UUID) -> HttpResponse:
    """Give a draft up."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.drop_version", found)
    form = KeyForm(sent(request))
    back = found.list.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.drop_version(form.acting(request.actor), found)
            return go(request, back, said=_("已放弃这一版，现行版本不变。"))
    text = _("草稿里的修改都不会生效，也不能恢复；现行版本不变。")
    facts = {"text": text, "name": found.list, "grave": True}
    return asked(request, form, _("放弃这一版"), _("放弃"), found.get_absolute_url(), **facts)


def asked(
    request: Request, form: KeyForm, title: str, label: str, back: str, **more: Any
) -> HttpResponse:
    """A form with one button."""
    context = {"form": form, "title": title, "label": label, "back": back, **more}
    return part(request, "duties/list_step.html", "step", action=request.path, **context)


# ── entries ─────────────────────────────────────────────────────────────────────────────────


def add_entry(request: Request, uid: UUID) -> HttpResponse:
    """Put an entry on a draft."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.add_entry", found)
    form = EntryForm(sent(request), offers=offers(found))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            writing.add_entry(actor, found, cells=form.cells())
            url = reverse("duties.entry", args=[found.uid, form.cleaned_data["code"]])
            return go(request, url, said=_("已添加到草稿。"))
    return of_entry(request, found, form, _("添加事项"), found.get_absolute_url())


def change_entry(request: Request, uid: UUID, code: str) -> HttpResponse:
    """Say an entry of a draft anew."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.change_entry", found)
    line = queries.line_of(queries.entry_of(found, code))
    form = EntryForm(sent(request), line=line, offers=offers(found))
    url = reverse("duties.entry", args=[found.uid, code])
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            writing.change_entry(actor, found, code=code, cells=form.cells())
            return go(request, url, said=_("已保存到草稿。"))
    return of_entry(request, found, form, _("修改事项"), url)


def of_entry(
    request: Request, found: Version, form: EntryForm, title: str, back: str
) -> HttpResponse:
    """The form of an entry."""
    context = {"form": form, "title": title, "back": back, "version": found}
    return part(request, "duties/entry_form.html", "write", action=request.path, **context)


def drop_entry(request: Request, uid: UUID, code: str) -> HttpResponse:
    """Take an entry off a draft."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.drop_entry", found)
    row = queries.entry_of(found, code)
    form = KeyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            writing.drop_entry(form.acting(request.actor), found, code=code)
            return go(request, found.get_absolute_url(), said=_("已从草稿里去掉。"))
    text = _("只从这一版草稿里去掉；以前发布的版本里照样看得到。")
    facts = {"text": text, "name": row, "grave": True}
    back = reverse("duties.entry", args=[found.uid, code])
    return asked(request, form, _("去掉这一项"), _("去掉"), back, **facts)


def offers(found: Version) -> dict[str, list[str]]:
    """What the form proposes: headings, departments and documents that are known."""
    paths = [queries.headings_of(one) for one in queries.entries_of(found)]
    documents = choices_at(found.area_path)
    return {
        "heading0": sorted({path[0] for path in paths if path}),
        "heading1": sorted({path[1] for path in paths if len(path) > 1}),
        "responsible": sorted(bodies_at(found.area_path)),
        "document": [one.number or one.title for one in documents],
    }
