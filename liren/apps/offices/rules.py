"""What may happen to posts, terms and grants, and what is said when not. Plain Python."""

from datetime import date, timedelta

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

MOST_SEATS = 500
MOST_YEARS = 10


class How(TextChoices):
    """How somebody comes into a post."""

    ELECTED = "elected", _("选举")
    APPOINTED = "appointed", _("任命")
    HIRED = "hired", _("聘用")
    ASSIGNED = "assigned", _("联挂单位选派")


class Why(TextChoices):
    """Why somebody is no longer in a post."""

    TERM = "term", _("任期届满")
    RESIGNED = "resigned", _("本人辞职")
    MOVED = "moved", _("工作调动")
    REMOVED = "removed", _("罢免或免职")
    RETIRED = "retired", _("退休")
    CONTRACT = "contract", _("合同终止")
    HANDED = "handed", _("离岗交接")
    OTHER = "other", _("其他")


class Fate(TextChoices):
    """What becomes of something that hangs on a person who leaves."""

    KEEP = "keep", _("保留")
    MOVE = "move", _("交给接手人")
    DROP = "drop", _("结束")


def check_title(title: str) -> str:
    """A post is called something."""
    if not title.strip():
        raise Refused("offices.no-title", _("请写明岗位名称，例如“社区书记、主任”。"))
    return title.strip()


def check_seats(seats: int, held: int = 0) -> None:
    """A post has at least one seat, and no fewer than people who sit."""
    if not 1 <= seats <= MOST_SEATS:
        sentence = _("职数应在 1 到 %(most)d 之间。")
        raise Refused("offices.bad-seats", sentence % {"most": MOST_SEATS})
    if seats < held:
        sentence = _("现在有 %(held)d 人在岗，职数不能少于在岗人数。请先结束多出的任职。")
        raise Refused("offices.seats-held", sentence % {"held": held})


def check_term(years: int | None) -> None:
    """A term is a few years, or open."""
    if years is not None and not 1 <= years <= MOST_YEARS:
        sentence = _("任期应在 1 到 %(most)d 年之间；没有任期的岗位请留空。")
        raise Refused("offices.bad-term", sentence % {"most": MOST_YEARS})


def check_free(held: int, seats: int) -> None:
    """There is a seat to sit on."""
    if held >= seats:
        raise Refused(
            "offices.no-seat",
            _("这个岗位已满员，没有空缺。请先结束一人的任职，或增加职数后再任用。"),
        )


def check_alive(valid_to: date | None, day: date) -> None:
    """An abolished post takes nobody."""
    if valid_to and valid_to < day:
        raise Refused("offices.post-gone", _("这个岗位已经撤销，不能再任用。请选其他岗位。"))


def check_empty(held: int) -> None:
    """What somebody holds is neither abolished nor turned into something else."""
    if held:
        sentence = _("还有 %(held)d 人在岗。请先结束任职，再撤销岗位或改变它的角色和辖区。")
        raise Refused("offices.post-held", sentence % {"held": held})


def check_span(since: date, until: date | None) -> None:
    """Something ends on or after the day on which it begins."""
    if until and until < since:
        raise Refused("offices.bad-span", _("结束日期不能早于开始日期。请检查两个日期。"))


def check_ahead(until: date | None, today: date) -> None:
    """What is given today is not over yet."""
    if until and until < today:
        raise Refused("offices.over", _("截止日期已经过去。请填今天或以后的日期。"))


def check_end(since: date, last: date, today: date) -> None:
    """An office is ended as of a day on which it was held; a later end is a shorter term."""
    if last > today:
        sentence = _("结束日期不能晚于今天。要在以后某天到期，请改用“调整任期”。")
        raise Refused("offices.end-later", sentence)
    if last < since:
        raise Refused("offices.end-before", _("结束日期早于到任日期。请检查。"))


def check_running(ended: date | None) -> None:
    """What is over is not ended again."""
    if ended:
        raise Refused("offices.ended", _("这一项已经结束，无需再办。"))


def last_day(since: date, years: int) -> date:
    """The last day of a term of so many years; 29 February counts as the 28th."""
    try:
        return since.replace(year=since.year + years) - timedelta(days=1)
    except ValueError:
        return date(since.year + years, 2, 28)


def check_within_term(since: date, until: date | None, years: int | None, source: str) -> None:
    """Where a rule sets a term, nobody sits longer without being chosen again."""
    if years is None:
        return
    end = last_day(since, years)
    if until is None or until > end:
        sentence = _(
            "这个岗位每届 %(years)d 年，本届最晚到 %(end)s。期满后重新选举或聘任，再登记新一届。"
        )
        facts = {"years": years, "end": end.isoformat()}
        raise Refused("offices.term-too-long", sentence % facts, source=source)


def check_not_self(actor: int, person: int) -> None:
    """Nobody gives himself a role or a post, nor makes his own longer."""
    if actor == person:
        raise Refused(
            "offices.own-hand", _("不能给自己任职、授权或延期，须由另一位有权的人办理。")
        )


def check_no_double(is_held: bool) -> None:
    """One person takes one seat of a post."""
    if is_held:
        raise Refused("offices.sits-already", _("此人已在这个岗位上，无需再次任用。"))


def check_absence(since: date, until: date, today: date, days: int) -> None:
    """A deputy stands in for a limited time; longer means that the post is vacant."""
    check_span(since, until)
    check_ahead(until, today)
    if (until - since).days >= days:
        sentence = _("代理最长 %(days)d 天。时间更长的，请结束原任职，另行任用。")
        raise Refused("offices.absence-too-long", sentence % {"days": days})


def check_reason(text: str) -> str:
    """What is taken from somebody is taken for a reason."""
    if len(text.strip()) < 2:
        raise Refused("offices.no-reason", _("请写明理由，会记入审计记录。"))
    return text.strip()


def check_places(needs_body: bool, has_area: bool, has_body: bool) -> None:
    """Roles of those who work for a body reach its own affairs, never a whole area."""
    if needs_body and (has_area or not has_body):
        sentence = _("这个角色只办本机构的事：请选机构，不要选辖区。")
        raise Refused("offices.body-only", sentence)
    if not needs_body and not has_area:
        raise Refused("offices.no-area", _("请选这个角色管到哪个辖区。"))
