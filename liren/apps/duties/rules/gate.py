"""The gate: may this body be asked this by that body, here, today, with this cover?

One rule in one place, asked by every door through which a department reaches a community.
Statute behind it: tasks of departments need the consent and unified arrangement of the
government (Organic Law of Urban Residents' Committees, art. 20); what is not on the list may be
refused (Shanghai regulation on residents' committees, art. 27).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.rules.lists import FORBIDDING, DutyClass
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan


class Pass(TextChoices):
    """What lets an ask through the gate."""

    BASIC = "basic", _("清单内的基本职责")
    ADMISSION = "admission", _("已准入并落实经费")
    EMERGENCY = "emergency", _("依法应急例外")


@dataclass(frozen=True)
class Ask:
    """What is asked: by which body, what, of the community at which path, on which day."""

    asker: int
    kind: str
    area_path: str
    day: date
    quantity: int = 0


@dataclass(frozen=True)
class Listed:
    """An entry of a list that holds in the community on the day."""

    list_kind: str
    duty_class: str
    asked_as: str  # a task, where the list says nothing
    body: int | None
    valid_from: date | None
    valid_to: date | None
    name: str
    source: str


@dataclass(frozen=True)
class Backing:
    """What the books say of the money behind one ask, in fen."""

    free: int  # promised, and not yet held for another task
    needed: int  # by this ask
    paid_in: int = 0
    deposit: int = 0  # what has to be paid in before anything is handed over

    def words(self) -> dict[str, str]:
        """The amounts as people read them."""
        return {name: yuan(fen) for name, fen in vars(self).items()}


@dataclass(frozen=True)
class Admitted:
    """An application as the gate sees it."""

    body: int
    kind: str
    state: str
    start_on: date
    end_on: date
    covered_until: date | None
    covered: bool
    scope: frozenset[str]  # paths of the communities in it
    most: int  # units that may still be asked of this community; 0 where nothing is counted
    counted: bool
    name: str
    source: str
    backing: Backing | None = None  # none where nothing is paid for a unit


@dataclass(frozen=True)
class Exempt:
    """An emergency by law as the gate sees it."""

    path: str
    bodies: frozenset[int]
    since: date
    until: date
    confirmed: bool
    name: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """What the gate says: through, and on what; or not, why, and by which list."""

    passed: Pass | None
    code: str
    sentence: object
    source: str = ""

    def check(self) -> Pass:
        """What let it through; refused with the gate's own sentence and source."""
        if self.passed is None:
            raise Refused(self.code, self.sentence, source=self.source)
        return self.passed


Miss = tuple[str, Any]  # a code and the sentence with a place for the name
UNLISTED: Final = "duties.unlisted"
NEGATIVE: Final = "duties.negative"
OTHER_BODY: Final = "duties.other-body"
NOT_ACTIVE: Final = "duties.not-active"
SUSPENDED: Final = "duties.suspended"
EXPIRED: Final = "duties.expired"
NOT_YET: Final = "duties.not-yet"
UNCOVERED: Final = "duties.uncovered"
OUT_OF_SCOPE: Final = "duties.out-of-scope"
TOO_MUCH: Final = "duties.too-much"


def verdict(
    ask: Ask,
    forbidden: Listed | None = None,
    admitted: Admitted | None = None,
    listed: Listed | None = None,
    exempt: Exempt | None = None,
) -> Verdict:
    """The decision; an emergency by law goes before all lists, a negative list before the rest."""
    missed = of_exempt(ask, exempt) if exempt else None
    if exempt is not None and missed is None:
        return Verdict(Pass.EMERGENCY, "", exempt.name, exempt.source)
    if forbidden is not None:
        return of_forbidden(forbidden)
    if admitted is not None:
        return of_admitted(ask, admitted)
    if listed is not None:
        return of_listed(ask, listed)
    if exempt is not None and missed is not None:
        return no(missed[0], missed[1], exempt.source)
    sentence = _("这件事不在事项清单之内，部门也没有经过准入，不能交给社区。请先提出准入申请。")
    return Verdict(None, UNLISTED, sentence)


def of_forbidden(entry: Listed) -> Verdict:
    """What stands on a negative list is never the community's."""
    sentence = _("「%(name)s」在负面清单之内，社区不是责任主体，不能交给社区办理。")
    return Verdict(None, NEGATIVE, sentence % {"name": entry.name}, entry.source)


def of_exempt(ask: Ask, exempt: Exempt) -> Miss | None:
    """Why an emergency does not cover the ask; nothing where it does."""
    facts = {"name": exempt.name}
    if not exempt.confirmed:
        return NOT_ACTIVE, _("应急例外「%(name)s」还没有第二人确认，不能据此交办。") % facts
    if not ask.area_path.startswith(exempt.path):
        return OUT_OF_SCOPE, _("应急例外「%(name)s」不包括这个社区。") % facts
    if ask.asker not in exempt.bodies:
        return OTHER_BODY, _("应急例外「%(name)s」没有授权这个单位交办。") % facts
    if not exempt.since <= ask.day <= exempt.until:
        return EXPIRED, _("应急例外「%(name)s」不在有效期内。") % facts
    return None


def of_listed(ask: Ask, entry: Listed) -> Verdict:
    """A basic duty may be asked by the body responsible for it; the rest is applied for."""
    facts = {"name": entry.name}
    if entry.list_kind in FORBIDDING:
        return of_forbidden(entry)
    if entry.valid_from and ask.day < entry.valid_from:
        return no(NOT_YET, _("清单事项「%(name)s」还没有生效。") % facts, entry.source)
    if entry.valid_to and ask.day > entry.valid_to:
        return no(EXPIRED, _("清单事项「%(name)s」已过有效期。") % facts, entry.source)
    if entry.duty_class != DutyClass.BASIC:
        sentence = _("「%(name)s」不是基本职责，请先提出准入申请，经费随事项一起落实。")
        return no(NOT_ACTIVE, sentence % facts, entry.source)
    if entry.body is not None and entry.body != ask.asker:
        sentence = _("「%(name)s」由另一个部门负责，请由该部门交办。")
        return no(OTHER_BODY, sentence % facts, entry.source)
    if ask.kind != (entry.asked_as or AskKind.TASK):
        sentence = _("「%(name)s」在清单上不是这一类事项，超出了清单的范围。")
        return no(OUT_OF_SCOPE, sentence % facts, entry.source)
    return Verdict(Pass.BASIC, "", entry.name, entry.source)


def of_admitted(ask: Ask, admitted: Admitted) -> Verdict:
    """An admission covers its body, kind, communities, period, money and quantity; no more."""
    for found in (
        its_state(admitted),
        its_reach(ask, admitted),
        its_days(ask, admitted),
        its_money(ask, admitted),
        its_quantity(ask, admitted),
    ):
        if found:
            sums = admitted.backing.words() if admitted.backing else {}
            return no(found[0], found[1] % {"name": admitted.name, **sums}, admitted.source)
    return Verdict(Pass.ADMISSION, "", admitted.name, admitted.source)


def its_state(admitted: Admitted) -> Miss | None:
    """Whether the admission is in force at all."""
    if admitted.state == State.ACTIVE:
        return None
    said = {
        State.SUSPENDED: (SUSPENDED, _("「%(name)s」已暂停，恢复前不能交办。")),
        State.EXITED: (EXPIRED, _("「%(name)s」已退出，不能再交办。")),
        State.APPROVED: (UNCOVERED, _("「%(name)s」已批准，但经费还没有落实，不能交办。")),
        State.FUNDED: (NOT_ACTIVE, _("「%(name)s」还没有启用，请等区社区办启用后再交办。")),
    }
    found = said.get(State(admitted.state))
    return found or (NOT_ACTIVE, _("「%(name)s」还没有获得准入，不能交办。"))


def its_reach(ask: Ask, admitted: Admitted) -> Miss | None:
    """Whether the body, the kind and the community are those that were admitted."""
    if ask.asker != admitted.body:
        return OTHER_BODY, _("「%(name)s」是另一个部门的准入事项，不能借用。")
    if ask.kind != admitted.kind:
        return OUT_OF_SCOPE, _("「%(name)s」准入的不是这一类事项，超出了准入范围。")
    if ask.area_path not in admitted.scope:
        return OUT_OF_SCOPE, _("「%(name)s」的准入范围不包括这个社区。")
    return None


def its_days(ask: Ask, admitted: Admitted) -> Miss | None:
    """Whether the day lies in the period."""
    if ask.day < admitted.start_on:
        return NOT_YET, _("「%(name)s」的准入期还没有开始。")
    if ask.day > admitted.end_on:
        return EXPIRED, _("「%(name)s」的准入期已满。如需继续，请重新申请。")
    return None


def its_money(ask: Ask, admitted: Admitted) -> Miss | None:
    """Whether the money is there on the day: no money, no task."""
    gone = admitted.covered_until is not None and ask.day > admitted.covered_until
    if not admitted.covered or gone:
        return UNCOVERED, _("「%(name)s」没有有效的经费保障，不能交办。费随事转，请先落实经费。")
    return its_books(admitted.backing) if admitted.backing else None


def its_books(backing: Backing) -> Miss | None:
    """Whether so much is still free, and as much was paid in as has to be before."""
    if backing.free < backing.needed:
        sentence = _(
            "「%(name)s」落实的经费还有 %(free)s 元可用，这次需要 %(needed)s 元，不够，不能交办。"
            "请先追加经费。"
        )
        return UNCOVERED, sentence
    if backing.paid_in < backing.deposit:
        sentence = _(
            "「%(name)s」交办前要预存 %(deposit)s 元，已到账 %(paid_in)s 元，还不能交办。"
            "请先预存到账。"
        )
        return UNCOVERED, sentence
    return None


def its_quantity(ask: Ask, admitted: Admitted) -> Miss | None:
    """Whether so much was admitted for this community."""
    if admitted.counted and ask.quantity > admitted.most:
        return TOO_MUCH, _("「%(name)s」在这个社区的数量超过了准入的数量，请改小或申请追加。")
    return None


def no(code: str, sentence: object, source: str) -> Verdict:
    """A refusal of the gate."""
    return Verdict(None, code, sentence, source)
