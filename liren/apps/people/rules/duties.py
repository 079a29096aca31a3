"""What an assessment and the record of a breach have to say."""

from datetime import date, datetime

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


def check_assessment(*texts: str) -> None:
    """All parts that the law names are written."""
    if not all(text.strip() for text in texts):
        raise Refused(
            "people.assessment-short",
            _("影响评估要写全四项：处理什么、是否合法必要、对个人有什么风险、采取什么措施。"),
            source="《个人信息保护法》第五十六条",
        )


def check_days(concluded: date, again: date, day: date) -> None:
    """It is concluded by today, and looked at anew after that."""
    if concluded > day:
        raise Refused("people.concluded-later", _("完成日期不能晚于今天。"))
    if again <= concluded:
        raise Refused("people.again-before", _("下次复评的日期要晚于完成日期。"))


def check_what(what: str) -> None:
    """What happened is said."""
    if not what.strip():
        raise Refused("people.no-words", _("请写明发生了什么：哪些信息、怎样泄露、影响到谁。"))


def check_past(at: datetime, moment: datetime) -> None:
    """A breach was noticed before it is written down."""
    if at > moment:
        raise Refused("people.noticed-later", _("发现时间不能晚于现在。"))


def check_told(told: datetime | None, noticed: datetime, moment: datetime) -> None:
    """Somebody was told after it was noticed, and before now."""
    if told is not None and not noticed <= told <= moment:
        raise Refused("people.told-odd", _("报告和告知的时间要在发现之后、现在之前。"))


def check_not_closed(*, closed: bool) -> None:
    """What is over stays as it was written."""
    if closed:
        raise Refused("people.breach-closed", _("这一件已经办结，不能再改。"))


def check_closing(measures: str, *, told: bool) -> None:
    """It is over when it was put right and the authority knows."""
    if not measures.strip() or not told:
        raise Refused(
            "people.breach-open",
            _("办结前请写明补救措施，并填写向主管部门报告的时间。"),
            source="《个人信息保护法》第五十七条",
        )
