"""The only writers of bulletins, and of where a person lives."""

from datetime import date
from typing import Any

from liren.apps.notices import rules
from liren.apps.notices.models import Bulletin, Home
from liren.apps.notices.rules import State
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, User
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import parameter


@action("notices.draft", creates=True)
def draft(
    actor: Actor,
    area: Area,
    *,
    kind: str,
    title: str,
    text: str,
    since: date,
    contact: str = "",
    pinned: bool = False,
    until: date | None = None,
) -> Bulletin:
    """Write a bulletin; nobody outside the office reads it yet."""
    rules.check_place(area.level)
    rules.check_text(title, text)
    rules.check_days(since, until)
    bulletin = Bulletin(
        area=area, area_path=area.path, kind=kind, title=title.strip(), text=text.strip(),
        contact=contact.strip(), pinned=pinned, since=since, until=until,
        words=f"{title} {text}", drafted_by=actor.user, drafted_at=now(),
    )  # fmt: skip
    bulletin.save()
    return bulletin


@action("notices.change")
def change(
    actor: Actor,
    bulletin: Bulletin,
    *,
    kind: str,
    title: str,
    text: str,
    since: date,
    contact: str = "",
    pinned: bool = False,
    until: date | None = None,
) -> Bulletin:
    """Write a draft anew, as long as it is one."""
    rules.check_draft(bulletin.state)
    rules.check_text(title, text)
    rules.check_days(since, until)
    facts: dict[str, Any] = {
        "kind": kind, "title": title.strip(), "text": text.strip(), "contact": contact.strip(),
        "pinned": pinned, "since": since, "until": until, "words": f"{title} {text}",
    }  # fmt: skip
    vars(bulletin).update(facts)
    bulletin.save(update_fields=list(facts))
    return bulletin


@action("notices.publish")
def publish(actor: Actor, bulletin: Bulletin, *, checked: bool = False) -> Bulletin:
    """Release a draft; residents read it from its first day on, and are told."""
    rules.check_draft(bulletin.state)
    rules.check_live(bulletin.until, today())
    phones, identities = rules.numbers_in(bulletin.title, bulletin.text, bulletin.contact)
    rules.check_numbers(phones, identities, checked=checked)
    bulletin.state, bulletin.published_by, bulletin.published_at = (
        State.PUBLISHED, actor.user, now(),
    )  # fmt: skip
    bulletin.save(update_fields=["state", "published_by", "published_at"])
    return bulletin


@action("notices.withdraw")
def withdraw(actor: Actor, bulletin: Bulletin, *, reason: str) -> Bulletin:
    """Take a bulletin back; in its place residents read why."""
    rules.check_published(bulletin.state)
    least = parameter("notices.min_reason_length")
    rules.check_reason(reason, least.value, least.source)
    bulletin.state, bulletin.withdrawn_at, bulletin.reason = (
        State.WITHDRAWN, now(), reason.strip(),
    )  # fmt: skip
    bulletin.save(update_fields=["state", "withdrawn_at", "reason"])
    return bulletin


@action("notices.choose_home")
def choose_home(actor: Actor, person: User, *, area: Area) -> User:
    """Say where one lives: whose bulletins are shown first and told."""
    rules.check_home(area.level)
    Home.objects.update_or_create(user=person, defaults={"area": area, "at": now()})
    return person
