"""Making, changing and abolishing posts."""

from datetime import date

from django.core.exceptions import PermissionDenied

from liren.apps.offices import rules
from liren.apps.offices.models import Post, PostKind
from liren.apps.offices.queries import on_seats, term_rule
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import may_give
from liren.kernel.access.models import Area, Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names


def check_role(actor: Actor, role: str, path: str) -> None:
    """A post carries only a role that its maker may give there."""
    if role and not may_give(actor, role, path):
        sentence = _("您不能在这里授予“%(role)s”这个角色。请由有权授予的人办理。")
        raise Refused("offices.may-not-give", sentence % {"role": names.role(role)})


def check_area(area: Area, body: Body) -> None:
    """A post reaches no farther than its body."""
    if not area.path.startswith(body.area_path):
        sentence = _("岗位管的辖区应在“%(body)s”的辖区之内。请另选辖区。")
        raise Refused("offices.area-outside", sentence % {"body": body.name})


@action("offices.create_post", creates=True)
def create_post(
    actor: Actor,
    body: Body,
    *,
    kind: PostKind,
    title: str,
    title_en: str = "",
    area: Area | None = None,
    seats: int = 1,
    role: str = "",
    how: str = "",
    term_years: int | None = None,
    rank_note: str = "",
    basis: str = "",
    since: date | None = None,
) -> Post:
    """Set up a post of a body; where a rule sets the term, the rule's term it is."""
    title = rules.check_title(title)
    rules.check_seats(seats)
    rules.check_term(term_years)
    where, rule = area or body.area, term_rule(kind)
    check_area(where, body)
    check_role(actor, role, where.path)
    return Post.objects.create(
        body=body,
        kind=kind,
        title=title,
        title_en=title_en,
        area=where,
        area_path=where.path,
        seats=seats,
        role=role,
        how=how or kind.how,
        term_years=rule.value if rule else term_years,
        term_source=" ".join(filter(None, (rule.source, rule.article))) if rule else "",
        rank_note=rank_note,
        basis=basis,
        valid_from=since or today(),
    )


@action("offices.change_post")
def change_post(
    actor: Actor,
    post: Post,
    *,
    title: str,
    title_en: str = "",
    seats: int = 1,
    role: str | None = None,
    area: Area | None = None,
    term_years: int | None = None,
    rank_note: str = "",
    basis: str = "",
) -> Post:
    """Change a post; its role and its area only while nobody sits there."""
    rules.check_alive(post.valid_to, today())
    held = on_seats(post).count()
    rules.check_seats(seats, held)
    rules.check_term(term_years)
    turned = role is not None and role != post.role
    moved = area is not None and area.pk != post.area_id
    if turned or moved:
        rules.check_empty(held)
        _move(actor, post, role if turned else post.role, area or post.area)
    post.title, post.title_en, post.seats = rules.check_title(title), title_en, seats
    if not post.term_source:  # a term that a rule sets is not changed by hand
        post.term_years = term_years
    post.rank_note, post.basis = rank_note, basis
    post.save()
    return post


def _move(actor: Actor, post: Post, role: str | None, area: Area) -> None:
    check_area(area, post.body)
    check_role(actor, role or "", area.path)
    if not area.path.startswith(tuple(actor.paths("offices.change_post"))):
        raise PermissionDenied("offices.change_post")
    post.role, post.area, post.area_path = role or "", area, area.path


@action("offices.abolish_post")
def abolish_post(actor: Actor, post: Post, *, on: date, basis: str) -> Post:
    """Abolish a post on which nobody sits; it stays on record."""
    rules.check_alive(post.valid_to, today())
    rules.check_empty(on_seats(post).count())
    rules.check_span(post.valid_from, on)
    post.valid_to, post.basis = on, rules.check_reason(basis)
    post.save(update_fields=["valid_to", "basis"])
    return post
