"""Consents, and what ends with them."""

from liren.apps.people.models import Consent, Person, Purpose, Tag
from liren.apps.people.rules import rights as rules
from liren.apps.people.rules.rights import ConsentHow
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today


@action("people.give_consent", creates=True)
def give_consent(
    actor: Actor, person: Person, *, purpose: Purpose, how: str = ConsentHow.ONLINE
) -> Consent:
    """Agree to a purpose that stands on consent."""
    rules.check_consent(purpose.ground, how, own=person.user_id == actor.user.pk)
    given = Consent.objects.filter(person=person, purpose=purpose, withdrawn_on=None)
    rules.check_once(again=given.exists())
    consent = Consent(
        person=person, area=person.area, area_path=person.area_path, purpose=purpose,
        given_on=today(), how=how, by=actor.user,
    )  # fmt: skip
    consent.save()
    return consent


@action("people.withdraw_consent")
def withdraw_consent(actor: Actor, consent: Consent) -> Consent:
    """Take a consent back; what stood on it ends, what was done before stays lawful."""
    rules.check_given(withdrawn=consent.withdrawn_on is not None)
    end_consent(consent)
    return consent


def end_consent(consent: Consent) -> None:
    """The consent ends today, and with it the tags that stood on it alone."""
    consent.withdrawn_on = today()
    consent.save(update_fields=["withdrawn_on"])
    tags = Tag.objects.filter(person_id=consent.person_id, ended_on=None)
    tags.filter(kind__code__in=consent.purpose.tags).update(
        ended_on=today(), ended_why=str(_("本人撤回同意")), visit_on=None
    )
