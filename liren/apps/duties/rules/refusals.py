"""On what grounds a community says no, and what may become of it."""

from collections.abc import Mapping
from datetime import datetime

from liren.apps.duties.rules import gate
from liren.apps.duties.rules.assignments import Ground, RefusalState
from liren.apps.duties.rules.gate import Verdict
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

COURSE = Course(
    moves=(
        Move("duties.appeal", frozenset({RefusalState.STANDS}), RefusalState.APPEALED),
        Move("duties.decide_appeal", frozenset({RefusalState.APPEALED}), RefusalState.UPHELD),
    ),
    labels=dict(RefusalState.choices),
)
# what the gate says, as a ground
GROUNDS: Mapping[str, str] = {
    gate.UNLISTED: Ground.UNLISTED,
    gate.NEGATIVE: Ground.NEGATIVE,
    gate.OTHER_BODY: Ground.OTHERS,
    gate.NOT_ACTIVE: Ground.UNLISTED,
    gate.SUSPENDED: Ground.EXPIRED,
    gate.EXPIRED: Ground.EXPIRED,
    gate.NOT_YET: Ground.EXPIRED,
    gate.UNCOVERED: Ground.UNCOVERED,
    gate.OUT_OF_SCOPE: Ground.OUT_OF_SCOPE,
    gate.TOO_MUCH: Ground.OUT_OF_SCOPE,
}
# grounds that a community may give although the gate lets the thing through
OWN = frozenset({Ground.HELD, Ground.OTHERS})
TONES: Mapping[str, str] = {
    RefusalState.STANDS: "ok",
    RefusalState.APPEALED: "warn",
    RefusalState.UPHELD: "ok",
    RefusalState.OVERTURNED: "bad",
}


def ground_of(verdict: Verdict) -> str:
    """The ground that the gate gives; nothing where it lets the thing through."""
    return "" if verdict.passed else GROUNDS[verdict.code]


def check_ground(ground: str, verdict: Verdict, note: str) -> None:
    """What the gate stops is refused in one tap; what it lets through only with a reason."""
    if verdict.passed is None and ground == ground_of(verdict):
        return
    if ground not in OWN:
        label = Ground(ground).label if ground else _("没有准入")
        sentence = _(
            "这件事今天过得了准入关口，不能以「%(ground)s」拒办。"
            "数据已有或属于别的单位的，请选这两项并写明理由。"
        )
        raise Refused("duties.holds", sentence % {"ground": label})
    if not note.strip():
        sentence = _("请写明数据在哪里已有，或应由哪个单位办理，部门会看到。")
        raise Refused("duties.no-reason", sentence)


def check_once(overturned: bool, verdict: Verdict) -> None:
    """What was decided on appeal is not refused again as long as the gate lets it through."""
    if overturned and verdict.passed:
        raise Refused(
            "duties.decided", _("区社区办已决定这件事应当办理，情况没有变化，不能再次拒办。")
        )


def check_appeal(text: str, now: datetime, until: datetime) -> None:
    """Who appeals says why, in time."""
    if not text.strip():
        raise Refused("duties.no-reason", _("请写明申诉的理由和依据。"))
    if now > until:
        raise Refused("duties.appeal-late", _("申诉期已过，拒办有效。需要办理的，请申请准入。"))
