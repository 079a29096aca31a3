"""The person himself: finding one's own record, taking it along, saying what is wrong in it."""

from datetime import date, timedelta

from liren.apps.people.models import Claim, Person, Proposal
from liren.apps.people.rules import PERSONAL, State
from liren.apps.people.rules import rights as rules
from liren.apps.people.rules.keeping import as_kept
from liren.apps.people.rules.rights import ClaimKind, ClaimState
from liren.apps.people.rules.visits import ProposalSource, ProposalState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now, today
from liren.kernel.base.errors import Refused, TooOften
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.values import value as ruled
from liren.kernel.sealed.fields import found

GONE = (State.DEAD, State.MERGED)
TRIES_DAYS = 30
DAY = 86400


@action("people.link_self", secret=PERSONAL)
def link_self(actor: Actor, user: User, *, name: str, id_number: str) -> Person:
    """Find one's own record: name, number and the telephone one signs in with have to fit."""
    _check_tries(user)
    rules.check_free(linked=False, taken=Person.objects.filter(user=user).exists())
    rows = Person.objects.filter(found(Person, "id_number", id_number)).exclude(state__in=GONE)
    person: Person | None = rows.select_for_update().first()
    if person is None or not _is(person, user, name):
        raise rules.no_match()
    return _joined(person, user)


def _is(person: Person, user: User, name: str) -> bool:
    same_phone = bool(user.phone) and person.phone == user.phone
    return person.name == name.strip() and person.user_id is None and same_phone


def _joined(person: Person, user: User | None) -> Person:
    person.user = user
    person.save(update_fields=["user"])
    return person


def _check_tries(user: User) -> None:
    """Numbers are known to others than their people: few tries, and each is on record."""
    tried = Entry.objects.filter(
        actor=user, verb="people.link_self", outcome=Outcome.REFUSED, at__gt=ago(days=TRIES_DAYS)
    )
    if tried.filter(facts__refused="people.no-match").count() >= ruled("people.link_tries"):
        sentence = _("试错的次数太多，不能再试。请带证件到社区，由工作人员核实后关联。")
        raise TooOften("people.tries-spent", sentence, wait=DAY)


@action("people.link_person", secret=("phone",))
def link_person(actor: Actor, person: Person, *, phone: str) -> Person:
    """Join a record and the account of the person who stands at the desk with a paper."""
    user = User.objects.with_phone(phone).first()
    if user is None:
        raise Refused(
            "people.no-account", _("没有用这个手机号登录过的账户。请本人先用手机号登录一次。")
        )
    taken = Person.objects.filter(user=user).exists()
    rules.check_free(linked=person.user_id is not None, taken=taken)
    _check_other(actor, user)
    return _joined(person, user)


@action("people.unlink_person")
def unlink_person(actor: Actor, person: Person, *, reason: str) -> Person:
    """Part a record and an account."""
    rules.check_said(reason)
    return _joined(person, None)


def _check_other(actor: Actor, user: User) -> None:
    if user.pk == actor.user.pk:
        raise Refused("access.own-work", _("自己的登记不能由自己来关联，请由其他工作人员办理。"))


@action("people.copy", creates=True)
def copy(actor: Actor, person: Person, *, form: str = "print") -> Claim:
    """Take along everything that is kept; that it was taken stands among the requests."""
    taken = {"kind": ClaimKind.COPY, "state": ClaimState.GRANTED, "at": now(), "due_on": today()}
    claim = Claim(
        person=person, area=person.area, area_path=person.area_path,
        decided_by=actor.user, decided_at=now(), **taken,
    )  # fmt: skip
    claim.save()
    return claim


@action("people.correct", creates=True, secret=("value", "why"))
def correct(actor: Actor, person: Person, *, field: str, value: str, why: str = "") -> Proposal:
    """Say that a fact is otherwise; the record decides, by a day."""
    rules.check_correctable(field)
    rules.check_said(value)
    open_ones = Proposal.objects.filter(person=person, state=ProposalState.OPEN, field=field)
    rules.check_once(again=open_ones.filter(source=ProposalSource.PERSON).exists())
    proposal = Proposal(
        uid=uuid7(), person=person, area=person.area, area_path=person.area_path, field=field,
        version=person.version, source=ProposalSource.PERSON, why=why.strip(), by=actor.user,
        at=now(), due_on=due(),
    )  # fmt: skip
    proposal.value = as_kept(field, value)
    proposal.save()
    return proposal


def due() -> date:
    """By when a person is answered."""
    return today() + timedelta(days=int(ruled("people.claim_days")))
