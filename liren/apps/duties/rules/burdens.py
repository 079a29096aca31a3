"""What stands at a community's door for good: plaques, ledgers, programs, groups, inspections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liren.apps.duties.rules.admission import AskKind
from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

# what stays when it was once admitted, and is counted in the register of burdens
STANDING = (
    AskKind.PLAQUE,
    AskKind.LEDGER,
    AskKind.FORM,
    AskKind.APP,
    AskKind.GROUP,
    AskKind.INSPECTION,
    AskKind.CONTEST,
    AskKind.OFFICE,
)
# the ways by which orders come in: what one person has to look into every day
CHANNELS = (AskKind.APP, AskKind.GROUP)


class BurdenState(TextChoices):
    """What was decided of it."""

    FOUND = "found", in_context("burden", "已登记")
    ADMITTED = "admitted", in_context("burden", "已准入")
    ORDERED = "ordered", in_context("burden", "责令清理")
    MERGED = "merged", in_context("burden", "已合并")
    ENDED = "ended", in_context("burden", "已清理")


LIVE = (BurdenState.FOUND, BurdenState.ADMITTED, BurdenState.ORDERED)


class Rhythm(TextChoices):
    """How often it comes round."""

    ONCE = "once", in_context("rhythm", "一次")
    DAILY = "daily", in_context("rhythm", "每天")
    WEEKLY = "weekly", in_context("rhythm", "每周")
    MONTHLY = "monthly", in_context("rhythm", "每月")
    QUARTERLY = "quarterly", in_context("rhythm", "每季度")
    YEARLY = "yearly", in_context("rhythm", "每年")


COURSE = Course(
    moves=(
        Move("duties.change_burden", frozenset(LIVE), BurdenState.FOUND),
        Move("duties.admit_burden", frozenset(LIVE), BurdenState.ADMITTED),
        Move(
            "duties.order_removal",
            frozenset({BurdenState.FOUND, BurdenState.ORDERED}),
            BurdenState.ORDERED,
        ),
        Move("duties.merge_burden", frozenset(LIVE), BurdenState.MERGED),
        Move("duties.end_burden", frozenset(LIVE), BurdenState.ENDED),
    ),
    labels=dict(BurdenState.choices),
)
# the one visible next step
NEXT: Mapping[str, str] = {
    BurdenState.FOUND: "duties.order_removal",
    BurdenState.ADMITTED: "duties.change_burden",
    BurdenState.ORDERED: "duties.end_burden",
}
BUTTONS: Mapping[str, object] = {
    "duties.admit_burden": _("关联准入"),
    "duties.order_removal": _("责令清理"),
    "duties.end_burden": _("登记已清理"),
    "duties.merge_burden": _("并入另一项"),
    "duties.change_burden": _("修改登记"),
}
TONES: Mapping[str, str] = {
    BurdenState.FOUND: "warn",
    BurdenState.ADMITTED: "ok",
    BurdenState.ORDERED: "bad",
    BurdenState.MERGED: "off",
    BurdenState.ENDED: "off",
}
# only these can be made by the register itself
GENERATED = (AskKind.LEDGER, AskKind.FORM)
SHORTEST = 4


@dataclass(frozen=True)
class Admitted:
    """The admission on which something is to stand, as far as it matters here."""

    body: int
    kind: str
    live: bool
    paths: frozenset[str]
    number: str


def check_community(level: str, name: object) -> None:
    """Burdens stand at the door of a community."""
    if level != "community":
        sentence = _("「%(name)s」不是社区。负担登记在社区名下，请改选社区。")
        raise Refused("duties.burden-place", sentence % {"name": name})


def check_kind(kind: str) -> None:
    """What is no standing thing is handed out, not registered."""
    if kind not in STANDING:
        sentence = _("「%(kind)s」不是长期挂在社区的东西，请用交办或拒办来登记。")
        raise Refused("duties.burden-kind", sentence % {"kind": AskKind(kind).label})


def check_title(title: str) -> str:
    """It has a name, in one line."""
    title = " ".join(title.split())
    if not title:
        raise Refused("duties.burden-title", _("请写明名称，比如牌子上的字或台账的名称。"))
    return title


def check_asker(known: bool, name: str) -> None:
    """Who wants it is said, in one way or the other."""
    if not known and not name.strip():
        raise Refused("duties.burden-asker", _("请选择要求的单位，系统里没有的写出名称。"))


def check_since(since: date | None, day: date) -> None:
    """It did not begin in the future."""
    if since and since > day:
        raise Refused("duties.burden-since", _("开始日期晚于今天，请核对。"))


def check_generated(generated: bool, kind: str) -> None:
    """The register makes ledgers and forms, nothing else."""
    if generated and kind not in GENERATED:
        sentence = _("只有台账和报表可以由底数自动生成，请取消勾选「由系统生成」。")
        raise Refused("duties.burden-generated", sentence)


def check_twin(taken: bool, title: str) -> None:
    """The same thing is on the list of a community once."""
    if taken:
        sentence = _("本社区已经登记了「%(title)s」，请打开那一条修改，不要重复登记。")
        raise Refused("duties.burden-twin", sentence % {"title": title})


def check_admission(found: Admitted, kind: str, asker: int | None, path: str) -> None:
    """An admission carries what its department asks, of its kind, where it reaches."""
    facts = {"number": found.number}
    if not found.live:
        sentence = _("准入 %(number)s 没有批准或已经退出，不能作为依据。")
        raise Refused("duties.burden-admission-over", sentence % facts)
    if asker is not None and asker != found.body:
        sentence = _("准入 %(number)s 属于另一个单位，请选要求单位自己的准入。")
        raise Refused("duties.burden-admission-body", sentence % facts)
    if kind != found.kind:
        facts |= {"kind": str(AskKind(found.kind).label)}
        sentence = _("准入 %(number)s 只批准了「%(kind)s」，类型不一致。")
        raise Refused("duties.burden-admission-kind", sentence % facts)
    if path not in found.paths:
        sentence = _("准入 %(number)s 的范围里没有本社区，不能作为依据。")
        raise Refused("duties.burden-admission-scope", sentence % facts)


def check_order(remove_by: date, document: str, day: date, most: int, source: str) -> None:
    """An order names its document and a day that is still to come, and not far away."""
    if len(document.strip()) < SHORTEST:
        sentence = _("请写明责令清理所依据的文件（文号或名称）。")
        raise Refused("duties.order-document", sentence)
    if remove_by < day:
        raise Refused("duties.order-past", _("清理期限早于今天，请改成今天或以后的日期。"))
    if (remove_by - day).days > most:
        sentence = _("清理期限最长 %(most)d 天，请改早一些。")
        raise Refused("duties.order-far", sentence % {"most": most}, source=source)


def check_merge(same: bool, same_place: bool, same_kind: bool, live: bool) -> None:
    """Two of one kind in one community become one that stands."""
    if same:
        raise Refused("duties.merge-itself", _("不能并入自己，请选另一项。"))
    if not same_place or not same_kind:
        sentence = _("只能并入同一社区、同一类型的另一项，请重新选择。")
        raise Refused("duties.merge-unlike", sentence)
    if not live:
        sentence = _("要并入的那一项已经清理或合并，请选还在用的。")
        raise Refused("duties.merge-over", sentence)


def check_note(note: str) -> None:
    """Who ends something says how."""
    if len(note.strip()) < SHORTEST:
        sentence = _("请写明怎么清理的，至少 4 个字，比如「牌子已摘除，拍照留存」。")
        raise Refused("duties.burden-note", sentence)
