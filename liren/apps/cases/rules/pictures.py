"""What pictures a case takes, from whom, and how they go again."""

from collections.abc import Collection
from datetime import datetime

from liren.apps.cases.rules.course import ENDED, Phase
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


def check_pictures(shown: int, more: int, most: int, source: str) -> None:
    """A case has room for so many pictures."""
    if shown + more > most:
        sentence = _("一件事件最多 %(most)d 张照片，已有 %(shown)d 张。请先撤下不需要的，再补充。")
        raise Refused(
            "cases.too-many-pictures", sentence % {"most": most, "shown": shown}, source=source
        )


def check_add_picture(state: str) -> None:
    """What is ended gets no new pictures: they would come after the fact."""
    if state in ENDED:
        sentence = _("这件事件已经结束，不能再补充照片。问题仍在的，请重新办理或重新上报。")
        raise Refused("cases.picture-too-late", sentence)


def check_phase(phase: str, official: bool) -> None:
    """Who reported it shows how it is; the office shows what was done."""
    if phase != Phase.BEFORE and not official:
        sentence = _("反映人补充的是问题现场的照片，处置后的照片由承办单位上传。")
        raise Refused("cases.picture-phase", sentence)


def check_new_picture(phase: str, known: Collection[str]) -> None:
    """The picture of before is no picture of after."""
    if known and phase not in known:
        sentence = _("这张照片已经作为另一阶段的照片传过了。请传这次在现场新拍的照片。")
        raise Refused("cases.same-picture", sentence)


def check_remove_own(added: datetime, now: datetime, hours: float, source: str) -> None:
    """One's own picture is taken back soon, or by the desk."""
    if (now - added).total_seconds() > hours * 3600:
        sentence = _("上传超过 %(hours)d 小时的照片，不能自己撤下。请联系受理席，说明理由。")
        raise Refused("cases.picture-kept", sentence % {"hours": hours}, source=source)


def check_picture_there(removed: bool) -> None:
    """What was removed cannot be changed any more."""
    if removed:
        raise Refused("cases.picture-removed", _("这张照片已经撤下了。请刷新页面。"))


def check_same_file(before: int, now: int) -> None:
    """Areas were drawn on the picture as it still is."""
    if before != now:
        sentence = _("这张照片刚刚被别人改过。请重新打开，看看还需不需要遮盖。")
        raise Refused("cases.picture-changed", sentence)


def check_boxes(count: int) -> None:
    """Something is to be covered."""
    if not count:
        sentence = _("还没有选要遮盖的区域。请在照片上拖出方框，或填写位置和大小。")
        raise Refused("cases.no-area", sentence)
