"""What may be made known, when and by what words. Plain Python: no database, no request."""

from collections.abc import Mapping
from datetime import date

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import IDENTITY, PHONE

PLACES = frozenset({"province", "city", "district", "subdistrict", "community"})
HOMES = frozenset({"community", "grid"})
LONGEST_TITLE, LONGEST_TEXT, LONGEST_CONTACT = 60, 4000, 120


class State(TextChoices):
    """How far a bulletin is."""

    DRAFT = "draft", in_context("bulletin", "草稿")
    PUBLISHED = "published", in_context("bulletin", "已发布")
    WITHDRAWN = "withdrawn", in_context("bulletin", "已撤回")


class Kind(TextChoices):
    """What a bulletin is about."""

    NOTICE = "notice", in_context("bulletin", "通知")
    OUTAGE = "outage", _("停水停电")
    ACTIVITY = "activity", in_context("bulletin", "活动")
    SAFETY = "safety", _("安全提示")


ICONS: Mapping[str, str] = {
    Kind.NOTICE: "file-text",
    Kind.OUTAGE: "bulb",
    Kind.ACTIVITY: "calendar",
    Kind.SAFETY: "alert-triangle",
}
BUTTONS = {
    "notices.change": _("修改"),
    "notices.publish": _("发布"),
    "notices.withdraw": _("撤回"),
}
SAID = {
    "notices.draft": _("草稿已保存。核对无误后请发布，居民才能看到。"),
    "notices.change": _("草稿已修改。"),
    "notices.publish": _("已发布。住在这里的居民会收到通知。"),
    "notices.withdraw": _("已撤回。居民看到的是撤回理由。"),
}


def check_place(level: str) -> None:
    """A bulletin is for a community or more."""
    if level not in PLACES:
        sentence = _("告示发给整个社区或更大的范围。请选择社区、街道或区。")
        raise Refused("notices.no-place", sentence)


def check_text(title: str, text: str) -> None:
    """It says something, in a heading and in sentences."""
    if len(title.strip()) < 4 or len(text.strip()) < 10:
        sentence = _("标题至少 4 个字，正文至少 10 个字：什么事、什么时候、找谁。")
        raise Refused("notices.thin", sentence)
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        sentence = _("标题最多 %(title)d 个字，正文最多 %(text)d 个字。请写得短一些。")
        raise Refused("notices.long", sentence % {"title": LONGEST_TITLE, "text": LONGEST_TEXT})


def check_days(since: date, until: date | None) -> None:
    """It does not end before it begins."""
    if until and until < since:
        raise Refused("notices.days", _("结束日期在开始日期之前。请改正日期。"))


def check_draft(state: str) -> None:
    """What is out is not changed any more: it is withdrawn and written anew."""
    if state != State.DRAFT:
        sentence = _("这份告示已经发布过，不能再改。要更正的，请撤回并写明理由，再发一份新的。")
        raise Refused("notices.not-draft", sentence)


def check_live(until: date | None, today: date) -> None:
    """What is over already is not published."""
    if until and until < today:
        raise Refused("notices.over", _("结束日期已经过了。请先修改日期再发布。"))


def check_published(state: str) -> None:
    """Only what is out can be taken back."""
    if state != State.PUBLISHED:
        raise Refused("notices.not-published", _("只有已发布的告示才能撤回。请刷新页面。"))


def check_reason(reason: str, least: int, source: str) -> None:
    """Residents read why it was withdrawn."""
    if len(reason.strip()) < least:
        sentence = _("请写明撤回理由，至少 %(least)d 个字，居民会看到。")
        raise Refused("notices.thin-reason", sentence % {"least": least}, source=source)


def numbers_in(*texts: str) -> tuple[int, int]:
    """How many phone and identity numbers of persons stand in texts."""
    whole = "\n".join(texts)
    return len(PHONE.findall(whole)), len(IDENTITY.findall(whole))


def check_numbers(phones: int, identities: int, *, checked: bool) -> None:
    """The second look: no identity number goes out, no mobile number without a word for it."""
    if identities:
        sentence = _("告示里有身份证号码，不能公开。请修改草稿，删去号码。")
        raise Refused("notices.identity-number", sentence)
    if phones and not checked:
        sentence = _("告示里有手机号码。确是对外公布的工作电话，请勾选确认；否则请修改草稿。")
        raise Refused("notices.phone-number", sentence)


def check_home(level: str) -> None:
    """One lives in a community, or more exactly in one of its grids."""
    if level not in HOMES:
        raise Refused("notices.no-home", _("请选择您居住的社区或网格。"))
