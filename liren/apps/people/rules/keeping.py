"""What is refused when facts and circumstances of a person are changed."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from liren.apps.people.rules.codes import NATIONS, Marital, Relation, Sex, Work
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

# what is known of somebody and may be corrected; none of it is told to the record
FACTS = (
    *("name", "paper", "id_number", "phone", "sex", "born", "nation", "marital", "work"),
    *("employer", "hukou_code"),
)
SAVED = ("version", "checked_on")
ADDRESS = "address"  # no fact of its own: it follows from where somebody is registered as living
CODES = {"sex": Sex, "marital": Marital, "work": Work}
DAY = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")


def as_kept(field: str, text: str) -> str:
    """What somebody wrote of a fact in his own words, in the form in which the record keeps it."""
    text = text.strip()
    if field == "born":
        return _day(text)
    if field == "nation":
        return _among(NATIONS, text)
    if field in CODES:
        return _among(dict(CODES[field].choices), text)
    return text


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Refused("people.no-day", _("没有这一天。请写成 1980-03-15 或 1980年3月15日。"))


def _among(words: Mapping[str, object], text: str) -> str:
    """The code that was written, or whose word was."""
    for code, word in words.items():
        if text in (code, str(word), str(word).removesuffix("族")):
            return code
    says = _("“%(text)s”不在可选的范围里，请写：%(words)s。")
    known = "、".join(map(str, words.values()))
    raise Refused("people.no-such-word", says % {"text": text[:20], "words": known})


def check_version(known: int, version: int | None) -> None:
    """Who changes facts has seen those that stand there now."""
    if version is not None and version != known:
        raise Refused(
            "people.changed-meanwhile",
            _("这条记录刚被别人改过。请先看现在的内容，再改您要改的项目。"),
        )


def check_new_member(relation: str, *, has_household: bool) -> None:
    """A household has one head."""
    if has_household and relation == Relation.HEAD:
        raise Refused(
            "people.has-head",
            _("这一户已经有户主。请选与户主的关系；要换户主的，登记后再办“变更户主”。"),
        )


def check_some(changed: object) -> None:
    """Something is to be different."""
    if not changed:
        raise Refused("people.nothing-changed", _("没有改动任何项目。"))


def check_basis(basis: str) -> None:
    """A tag says on whose word it stands."""
    if len(basis.strip()) < 2:
        raise Refused("people.no-basis", _("请写依据：凭什么证件、哪份名单，或本人说明。"))


def check_reason(reason: str) -> None:
    """A tag that ends says why."""
    if len(reason.strip()) < 2:
        raise Refused("people.no-reason", _("请写明为什么结束这个标签。"))


def check_tag_days(since: date, until: date | None, day: date, longest: date | None) -> None:
    """A tag begins by today, ends later, and not later than it may hold unlooked at."""
    if since > day:
        raise Refused("people.tag-later", _("开始日期晚于今天。标签从情况属实的那天算起。"))
    if until is not None and until < max(since, day):
        raise Refused("people.tag-over", _("截止日期已经过去。过去的情况不再打标签。"))
    if longest is not None and (until is None or until > longest):
        raise Refused(
            "people.tag-too-long",
            _("这个标签最迟到 %(day)s 就要重新核实，截止日期请不要晚于这一天。")
            % {"day": longest.isoformat()},
        )


def longest(day: date, holds_days: int | None) -> date | None:
    """The last day on which a tag may hold that is looked at on a day."""
    return day + timedelta(days=holds_days) if holds_days else None
