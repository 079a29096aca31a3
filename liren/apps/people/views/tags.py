"""Tags as pages: what each is for, given, found to hold still, ended."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people import actions
from liren.apps.people.forms.tags import RenewForm, TagForm, UntagForm
from liren.apps.people.models import Tag
from liren.apps.people.queries.persons import person_for
from liren.apps.people.queries.tags import kept, kinds_for, tag_for
from liren.apps.people.views.finding import check_may
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part


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

    def do(actor: Actor, kind: str, **facts: Any) -> Tag:
        chosen = next(one for one in kinds if one.code == kind)
        return actions.tag(actor, person, kind=chosen, **facts)

    return act_page(
        request,
        TagForm(request.POST or None, kinds=kinds, initial={"since": today()}),
        do,
        title=_("给「%(name)s」打标签") % {"name": person},
        label=_("打标签"),
        back=person.get_absolute_url(),
        said=lambda made: _("已打上「%(tag)s」。") % {"tag": made.kind},
        lead=_(
            "只为写明的用途打标签，用词中性。每个标签的用途和来源见“标签和用途”，本人可以看到。"
        ),
    )


def renew_tag(request: Request, uid: UUID) -> HttpResponse:
    """Say that a circumstance was looked at anew and still holds."""
    row = tag_for(request.actor, uid)
    return act_page(
        request,
        RenewForm(request.POST or None),
        lambda actor, **facts: actions.renew_tag(actor, row, **facts),
        title=_("核实「%(name)s」的「%(tag)s」") % {"name": row.person, "tag": row},
        label=_("核实并延长"),
        back=row.person.get_absolute_url(),
        said=_("已核实「%(tag)s」。") % {"tag": row},
    )


def untag(request: Request, uid: UUID) -> HttpResponse:
    """End a tag."""
    row = tag_for(request.actor, uid)
    return act_page(
        request,
        UntagForm(request.POST or None),
        lambda actor, **facts: actions.untag(actor, row, **facts),
        title=_("结束「%(name)s」的「%(tag)s」") % {"name": row.person, "tag": row},
        label=_("结束"),
        back=row.person.get_absolute_url(),
        said=_("已结束「%(tag)s」。") % {"tag": row},
    )
