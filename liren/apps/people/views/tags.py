"""Tags as pages: what each is for, given, found to hold still, ended."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people import actions
from liren.apps.people.forms.tags import RenewForm, TagForm, UntagForm
from liren.apps.people.queries.persons import person_for
from liren.apps.people.queries.tags import kept, kinds_for, tag_for
from liren.apps.people.views.finding import check_may
from liren.apps.places.views.shown import act_page
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.respond import go, part, refusals_to


@require_safe
def tags(request: Request) -> HttpResponse:
    """The kinds of tags: for what purpose, on which basis, how carefully, how many here."""
    check_may(request)
    rows = kept(request.actor)
    return part(request, "people/tags.html", "tags", rows=rows)


def tag(request: Request, uid: UUID) -> HttpResponse:
    """Say that somebody is in a circumstance."""
    person = person_for(request.actor, uid)
    kinds = kinds_for(request.actor)
    form = TagForm(request.POST or None, kinds=kinds, initial={"since": today()})
    back = person.get_absolute_url()
    if form.is_valid():
        with refusals_to(form):
            given = form.facts()
            code = given.pop("kind")
            kind = next(one for one in kinds if one.code == code)
            actor = form.acting(request.actor)
            actions.tag(actor, person, kind=kind, **given)
            return go(request, back, said=_("已打上「%(tag)s」。") % {"tag": kind})
    lead = _("只为写明的用途打标签，用词中性。每个标签的用途和来源见“标签和用途”，本人可以看到。")
    title = _("给「%(name)s」打标签") % {"name": person}
    return act_page(request, form, title=title, label=_("打标签"), cancel=back, lead=lead)


def renew_tag(request: Request, uid: UUID) -> HttpResponse:
    """Say that a circumstance was looked at anew and still holds."""
    row = tag_for(request.actor, uid)
    form = RenewForm(request.POST or None)
    back = reverse("people.view", args=[row.person.uid])
    if form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.renew_tag(actor, row, **form.facts())
            return go(request, back, said=_("已核实「%(tag)s」。") % {"tag": row})
    title = _("核实「%(name)s」的「%(tag)s」") % {"name": row.person, "tag": row}
    return act_page(request, form, title=title, label=_("核实并延长"), cancel=back)


def untag(request: Request, uid: UUID) -> HttpResponse:
    """End a tag."""
    row = tag_for(request.actor, uid)
    form = UntagForm(request.POST or None)
    back = reverse("people.view", args=[row.person.uid])
    if form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.untag(actor, row, **form.facts())
            return go(request, back, said=_("已结束「%(tag)s」。") % {"tag": row})
    title = _("结束「%(name)s」的「%(tag)s」") % {"name": row.person, "tag": row}
    return act_page(request, form, title=title, label=_("结束"), cancel=back)
