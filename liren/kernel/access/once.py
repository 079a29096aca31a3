"""Idempotency: the same actor, the same key, the same request give the first result again."""

import json
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Once
from liren.kernel.audit.log import plain
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import keyed_hash

KEPT_HOURS = 48


class Repeated(Exception):  # noqa: N818 — an event, not a fault
    """Another request under the same key was faster."""


def fingerprint(verb: str, row: Model, facts: Mapping[str, object]) -> str:
    """One hash of what is asked; two requests with the same are the same request."""
    asked = {name: fact if isinstance(fact, str) else plain(fact) for name, fact in facts.items()}
    text = json.dumps([verb, str(row.pk), asked], ensure_ascii=False, sort_keys=True, default=str)
    return keyed_hash(text, "once")


def remember(actor: Actor, verb: str, digest: str, done: Model) -> None:
    """Keep the result under the actor's key; Repeated when another request was faster."""
    if not actor.key:
        return
    try:
        Once.objects.create(
            user=actor.user,
            key=actor.key,
            verb=verb,
            digest=digest,
            subject_type=done._meta.label_lower,
            subject_id=str(done.pk),
            at=now(),
        )
    except IntegrityError as fault:
        raise Repeated from fault


def remembered(actor: Actor, digest: str) -> Any | None:
    """The row that came of this key before; refused when the key served another request."""
    kept = actor.key and Once.objects.filter(user=actor.user, key=actor.key).first()
    if not kept:
        return None
    if kept.digest != digest:
        raise Refused(
            "access.key-reused", _("这个请求编号已用于另一个请求。请换一个新的编号再试。")
        )
    return apps.get_model(kept.subject_type)._default_manager.get(pk=kept.subject_id)


def forget() -> int:
    """Drop keys that nobody will repeat any more; the number dropped."""
    return Once.objects.filter(at__lt=ago(hours=KEPT_HOURS)).delete()[0]
