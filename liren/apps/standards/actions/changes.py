"""Changing a parameter: proposed by one person, in force when another agrees."""

from datetime import date
from typing import Any

from django.db import IntegrityError

from liren.apps.standards.models import Change
from liren.apps.standards.queries.checking import check_change
from liren.apps.standards.queries.versions import versions_in
from liren.apps.standards.rules import changes as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.policy.values import changed


@action("policy.propose", creates=True)
def propose(
    actor: Actor,
    pack: Pack,
    *,
    before: Parameter,
    value: Any,
    valid_from: date,
    source: str,
    article: str = "",
    reason: str = "",
) -> Change:
    """Propose a value from a day on; it is checked now and once more when it is agreed to."""
    change = Change(
        pack=pack,
        key=before.key,
        before=before,
        value=value,
        valid_from=valid_from,
        source=source.strip(),
        article=article.strip(),
        reason=reason.strip(),
        proposed_by=actor.user,
        proposed_at=now(),
    )
    check_change(change)
    try:
        together(lambda: change.save(force_insert=True))
    except IntegrityError as fault:
        raise Refused(
            "policy.change-waits",
            _("这一参数已有一份变更在等待会签。请先办结那一份，再提新的。"),
        ) from fault
    return change


@action("policy.consent")
def consent(actor: Actor, change: Change, *, note: str = "") -> Change:
    """Agree: the new version is written, and the one before it ends the day before."""
    rules.check_open(change.state)
    check_change(change)
    change.made = _written(change)
    changed()
    return _decided(actor, change, rules.State.APPLIED, note)


@action("policy.refuse")
def refuse(actor: Actor, change: Change, *, note: str) -> Change:
    """Do not agree, and say why."""
    rules.check_open(change.state)
    return _decided(actor, change, rules.State.REFUSED, note)


@action("policy.withdraw")
def withdraw(actor: Actor, change: Change, *, note: str = "") -> Change:
    """Take back one's own proposal."""
    rules.check_open(change.state)
    return _decided(actor, change, rules.State.WITHDRAWN, note)


def _decided(actor: Actor, change: Change, state: rules.State, note: str) -> Change:
    change.state, change.note = state, note.strip()
    change.decided_by, change.decided_at = actor.user, now()
    change.save()
    return change


def _written(change: Change) -> Parameter:
    """The new version; all that is not changed is as in the version before it.

    The version that runs is left as it is: it ends because a newer one begins, so that what was
    computed before anybody knew of this change can be computed again.
    """
    others = versions_in(change.pack, change.key)
    kept = {
        field.attname: getattr(change.before, field.attname)
        for field in Parameter._meta.concrete_fields
        if not field.primary_key
    }
    own = {
        "pack_id": change.pack_id,
        "value": change.value,
        "valid_from": change.valid_from,
        "valid_to": rules.end_of(change.valid_from, others),
        "source": change.source,
        "article": change.article,
        "document": "",
        "known_at": today(),
        "verify": False,
        "edited": True,
    }
    return Parameter.objects.create(**(kept | own))
