"""Tags: given for a purpose, on a basis, until a day; ended, or found to hold still."""

from datetime import date, timedelta

from django.db import IntegrityError
from pydantic import Field

from liren.apps.people.models import Person, Tag, TagKind
from liren.apps.people.rules import keeping
from liren.apps.people.rules import persons as rules
from liren.apps.people.rules.tags import Privacy
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Strict, Text, keep

# which circumstance somebody has is told to the record by the key of the tag alone
SECRET = ("kind", "basis", "reason")


@action("people.tag", creates=True, secret=SECRET)
def tag(
    actor: Actor,
    person: Person,
    /,
    *,
    kind: TagKind,
    basis: str,
    since: date | None = None,
    until: date | None = None,
) -> Tag:
    """Write down that somebody is in a circumstance, on whose word and until when."""
    rules.check_present(person.state)
    keeping.check_basis(basis)
    day = today()
    since, last = since or day, keeping.longest(day, kind.holds_days)
    until = until or last
    keeping.check_tag_days(since, until, day, last)
    if Tag.objects.filter(person=person, kind=kind, ended_on=None).exists():
        raise tagged()
    made = Tag(person=person, kind=kind, since=since, until=until, basis=basis.strip())
    made.area, made.area_path, made.by = person.area, person.area_path, actor.user
    made.visit_on = visit_from(day, kind)
    try:
        together(made.save)
    except IntegrityError as fault:  # somebody else was faster by a moment
        raise tagged() from fault
    return made


def tagged() -> Refused:
    """The person has this tag."""
    return Refused("people.tagged", _("已经有这个标签了。情况没有变的，可办“核实并延长”。"))


def visit_from(day: date, kind: TagKind) -> date | None:
    """When the next visit is due for a kind of tag."""
    return day + timedelta(days=kind.visit_days) if kind.visit_days else None


@action("people.untag", secret=SECRET)
def untag(actor: Actor, row: Tag, /, *, reason: str) -> Tag:
    """End a tag, and say why."""
    check_open(row)
    keeping.check_reason(reason)
    row.ended_on, row.ended_why, row.visit_on = today(), reason.strip(), None
    row.save(update_fields=["ended_on", "ended_why", "visit_on"])
    return row


@action("people.renew_tag", secret=SECRET)
def renew_tag(actor: Actor, row: Tag, /, *, basis: str, until: date | None = None) -> Tag:
    """Write down that a circumstance was looked at anew and still holds."""
    check_open(row)
    keeping.check_basis(basis)
    day = today()
    last = keeping.longest(day, row.kind.holds_days)
    row.until, row.basis = until or last, basis.strip()
    keeping.check_tag_days(row.since, row.until, day, last)
    row.save(update_fields=["until", "basis"])
    return row


def check_open(row: Tag) -> None:
    """What has ended does not end again."""
    if row.ended_on is not None:
        raise Refused("people.tag-ended", _("这个标签已经结束，不能再改。需要时请重新打标签。"))


class TagKindIn(Coded):
    """One kind of tag."""

    purpose: Text
    privacy: Privacy
    holds_days: int | None = Field(None, ge=1)
    visit_days: int | None = Field(None, ge=1)
    source: str = Field(min_length=4)
    verify: bool = False


class TagsFile(Strict):
    """tags.yaml"""

    tags: list[TagKindIn] = []


def load_tag_kinds(pack: Pack, file: TagsFile) -> int:
    """Write kinds of tags in the order of the file."""
    return sum(
        keep(
            TagKind,
            {"code": one.code},
            {
                **one.model_dump(exclude={"code", "purpose", "privacy"}),
                "purpose_zh": one.purpose.zh,
                "purpose_en": one.purpose.en,
                "privacy": one.privacy.value,
                "pack": pack,
                "order": place,
            },
        )
        for place, one in enumerate(file.tags)
    )
