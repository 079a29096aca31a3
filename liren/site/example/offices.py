"""Posts of the invented district and who sits there: most of them never log in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, How, Post, PostKind, Why
from liren.apps.offices.queries import needs_body, term_rule
from liren.apps.offices.rules import last_day
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.base.clock import today, zone
from liren.site.example import names
from liren.site.example.estates import Estate
from liren.site.example.geometry import community_code
from liren.site.example.people import Town

SEED = 41
DISTRICT = names.DISTRICT[0]
ELECTED_DAYS = 1340  # since the last election of all committees, but for one
LIUDI, GUIXIANG, LAOJIE, HETANG = (
    f"990101{code}" for code in ("001002", "001004", "002004", "001008")
)
XINQIAO = "990101003000"
ELECTION = "社区居民委员会换届选举结果公告"
CONTRACT = "专职社区工作者聘用合同"
UNITS = ("区住房和城乡建设局", "区农商银行", "区供销社", "区人民医院", "区实验小学", "区供电所")


@dataclass
class Seat:
    """Somebody to sit on a post: a person of the town with his grant, or a new one."""

    person: User
    grant: Grant | None
    since: date
    until: date | None
    basis: str
    how: str = ""
    sent_by: str = ""
    ended: date | None = None


@dataclass
class Draft:
    """Everything that is written in a few statements at the end."""

    town: Town
    luck: random.Random
    kinds: dict[str, PostKind]
    locked: str
    newcomers: list[User] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    seats: list[tuple[Post, Seat]] = field(default_factory=list)

    def newcomer(self, *, old: float = 0.2, young: float = 0.3) -> User:
        """Somebody who is known by name and never logs in."""
        name = names.full_name(self.luck, old=old, young=young)
        serial = len(self.newcomers) + 1
        person = User(
            username=f"office-{serial:04d}", name=name, password=self.locked, example=True
        )
        self.newcomers.append(person)
        return person

    def post(
        self,
        kind: str,
        title: str,
        english: str,
        body: Body,
        *seats: Seat,
        area: Area | None = None,
        role: str | None = None,
        spare: int = 0,
        note: str = "",
    ) -> Post:
        """A post with as many seats as people, and spare ones."""
        known, where = self.kinds[kind], area or self.town.areas[body.area.code]
        rule = term_rule(known)
        made = Post(
            body=body,
            kind=known,
            area=where,
            area_path=where.path,
            title=title,
            title_en=english,
            seats=max(1, sum(not one.ended for one in seats) + spare),
            role=known.role if role is None else role,
            how=known.how,
            term_years=rule.value if rule else None,
            term_source=f"{rule.source} {rule.article}".strip() if rule else "",
            rank_note=note,
            valid_from=date(2021, 1, 4),
            basis="和安区社区工作力量配备方案",
        )
        self.posts.append(made)
        self.seats += [(made, one) for one in seats]
        return made


def staff(town: Town, estates: Sequence[Estate]) -> None:
    """Write posts, appointments and grants, then the few things that happen just now."""
    kinds = {kind.code: kind for kind in PostKind.objects.all()}
    draft = Draft(town, random.Random(SEED), kinds, make_password(None))
    for code in (code for code, area in town.areas.items() if area.level == "community"):
        _committee(draft, code)
        _grids(draft, code)
    _leaders(draft, estates)
    _offices(draft)
    _write(draft)
    _sign_for_the_rest(town)
    _happenings(town, draft)


# ── who sits where ──────────────────────────────────────────────────────────────────────────


def _known(
    draft: Draft, key: str, place: int, since: date, until: date | None, basis: str
) -> Seat:
    actor = draft.town.actors[key][place]
    return Seat(actor.user, actor.grants[0], since, until, basis)


def _new(draft: Draft, since: date, until: date | None, basis: str) -> Seat:
    return Seat(draft.newcomer(), None, since, until, basis)


def _elected(code: str) -> tuple[date, date, str]:
    """The day of the last election, the end of its term, and the notice."""
    day = today() - timedelta(days=ELECTED_DAYS)
    if code == LIUDI:  # its term ends in three weeks
        end = today() + timedelta(days=21)
        day = end.replace(year=end.year - 5, day=min(end.day, 28)) + timedelta(days=1)
        return day, last_day(day, 5), ELECTION
    return day, last_day(day, 5), ELECTION


def _contract(draft: Draft, at: int) -> tuple[date, date, str]:
    """A contract that runs for three years from some month."""
    day = today() - timedelta(days=draft.luck.randrange(90, 900, 30) + at)
    return day, last_day(day, 3), CONTRACT


def _committee(draft: Draft, code: str) -> None:
    body = draft.town.bodies[f"rc{code}"]
    since, until, basis = _elected(code)
    draft.post(
        "secretary_director",
        "社区书记、主任",
        "Secretary and Head of the Committee",
        body,
        _known(draft, f"head:{code}", 0, since, until, basis),
        note="书记高配副科级" if code.endswith("3") else "",
    )
    deputy = _new(draft, since, until, basis)
    if code == LAOJIE:
        deputy.ended = today() - timedelta(days=40)
    draft.post(
        "committee_deputy",
        "居委会副主任",
        "Deputy Head of the Committee",
        body,
        deputy,
        spare=code == LAOJIE,
    )
    members = [_new(draft, since, until, basis) for _ in range(draft.luck.choice((2, 3, 4)))]
    first = _known(draft, f"member:{code}", 0, since, until, basis)
    draft.post("committee_member", "居委会委员", "Committee Member", body, first, *members)
    _station(draft, code)


def _station(draft: Draft, code: str) -> None:
    """Its head, and the workers on contracts."""
    town, body = draft.town, draft.town.bodies[f"rc{code}"]
    draft.post(
        "station_head",
        "社区工作站站长",
        "Head of the Station",
        body,
        _known(draft, f"station:{code}", 0, date(2024, 3, 1), None, "街道党工委任职通知"),
    )
    known = [
        _known(draft, f"worker:{code}", at, *_contract(draft, at))
        for at in range(len(town.actors[f"worker:{code}"]))
    ]
    more = [_new(draft, *_contract(draft, at)) for at in range(draft.luck.choice((3, 4, 4, 5)))]
    draft.post(
        "full_time_worker",
        "专职社区工作者",
        "Full-time Community Worker",
        body,
        *known,
        *more,
        spare=code == HETANG,
    )


def _grids(draft: Draft, code: str) -> None:
    """Each grid has a worker, a head sent by a paired unit, and its micro-grid workers."""
    body = draft.town.bodies[f"rc{code}"]
    for parcel in (one for one in draft.town.land.parcels if one.code.startswith(code)):
        area, tag = draft.town.areas[parcel.code], f"Grid {parcel.code[-1]}"
        since, until, basis = _contract(draft, 0)
        draft.post(
            "grid_worker",
            f"{parcel.name}专职网格员",
            f"{tag} Worker",
            body,
            _known(draft, f"grid:{parcel.code}", 0, since, until, basis),
            area=area,
        )
        sent = _new(draft, today() - timedelta(days=300), None, "“一编三定”选派通知")
        sent.how, sent.sent_by = How.ASSIGNED, draft.luck.choice(UNITS)
        draft.post("grid_head", f"{parcel.name}网格长", f"{tag} Head", body, sent, area=area)
        few = [_new(draft, today() - timedelta(days=200), None, "") for _ in range(2)]
        draft.post(
            "micro_grid_worker",
            f"{parcel.name}微网格员",
            f"{tag} Micro-grid Worker",
            body,
            *few,
            area=area,
        )


def _leaders(draft: Draft, estates: Sequence[Estate]) -> None:
    """One building leader for each estate, and one post for each community."""
    by_code: dict[str, list[Seat]] = {}
    for estate in estates:
        seat = Seat(
            draft.newcomer(old=0.7, young=0), None, today() - timedelta(days=500), None, ""
        )
        by_code.setdefault(community_code(estate.grid.community), []).append(seat)
    for code, seats in by_code.items():
        body = draft.town.bodies[f"rc{code}"]
        draft.post("building_leader", "楼栋长", "Building Leader", body, *seats)


def _offices(draft: Draft) -> None:
    """The subdistricts' and departments' posts that carry a role."""
    since, notice = date(2024, 3, 1), "任职通知"
    for key, actors in list(draft.town.actors.items()):
        sort, _colon, place = key.partition(":")
        found = OFFICES.get(sort)
        if found is None or not actors[0].grants[0].body:
            continue
        kind, title, english, spare = found
        seats = [_known(draft, key, at, since, None, notice) for at in range(len(actors))]
        draft.post(
            kind,
            title,
            english,
            seats[0].grant.body,  # type: ignore[union-attr,arg-type]
            *seats,
            role=actors[0].grants[0].role,
            spare=spare and place == "990101002",
        )


OFFICES = {
    "leader": ("office_head", "街道办事处主任", "Head of the Subdistrict Office", 0),
    "desk": ("office_staff", "受理席", "Desk", 0),
    "manage": ("office_staff", "社区管理办工作人员", "Community Management Staff", 0),
    "chief": ("office_head", "负责人", "Head", 0),
    "clerk": ("office_staff", "经办人", "Clerk", 0),
    "office": ("office_staff", "社区建设科", "Community Section", 0),
}


# ── writing it ──────────────────────────────────────────────────────────────────────────────


def _write(draft: Draft) -> None:
    User.objects.bulk_create(draft.newcomers)
    Post.objects.bulk_create(draft.posts)
    rows = [_appointment(post, seat) for post, seat in draft.seats]
    Appointment.objects.bulk_create(rows)
    old: list[Grant] = []
    new: list[Grant] = []
    for row, (post, seat) in zip(rows, draft.seats, strict=True):
        if not post.role:
            continue
        grant = _granted(row, post, seat, _who_gives(draft.town, post))
        (old if seat.grant else new).append(grant)
        row.grant = grant
    told = ["since", "until", "basis", "follows", "given_at", "given_by", "area", "body"]
    Grant.objects.bulk_update(old, told)
    Grant.objects.bulk_create(new)
    Appointment.objects.bulk_update([row for row in rows if row.grant], ["grant", "made_by"])


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), zone())


def _appointment(post: Post, seat: Seat) -> Appointment:
    return Appointment(
        post=post,
        person=seat.person,
        area=post.area,
        area_path=post.area_path,
        how=seat.how or post.how,
        sent_by=seat.sent_by,
        since=seat.since,
        until=seat.until,
        basis=seat.basis,
        made_at=_moment(seat.since),
        ended_on=seat.ended,
        ended_why=Why.RESIGNED if seat.ended else "",
        ended_note="考取其他单位" if seat.ended else "",
    )


def _who_gives(town: Town, post: Post) -> User:
    """The head of the subdistrict for its communities, the security administrator for the rest."""
    key = f"leader:{post.area.code[:9]}"
    if post.area.level in ("community", "grid") and key in town.actors:
        return town.actors[key][0].user
    return town.actors["security"][0].user


def _granted(row: Appointment, post: Post, seat: Seat, giver: User) -> Grant:
    grant = seat.grant or Grant(user=seat.person, role=post.role)
    by_body = needs_body(post.role)
    grant.area, grant.body = (None if by_body else post.area), post.body
    grant.since, grant.until, grant.basis = seat.since, seat.until, seat.basis or post.title
    grant.given_by = row.made_by = giver
    grant.follows, grant.given_at = f"offices.appointment:{row.pk}", _moment(seat.since)
    if seat.ended:
        grant.taken_at, grant.taken_why = _moment(seat.ended), str(Why.RESIGNED.label)
    return grant


def _sign_for_the_rest(town: Town) -> None:
    """Grants without a post were given by the security administrator."""
    keeper = town.actors["security"][0].user
    alone = Grant.objects.filter(follows="").exclude(role="resident").exclude(user=keeper)
    alone.update(
        since=date(2026, 1, 5),
        given_by=keeper,
        given_at=_moment(date(2026, 1, 5)),
        basis="区委社会工作部授权确认单",
    )


def _happenings(town: Town, draft: Draft) -> None:
    """A deputy who stands in, and a role that ends soon: done by people, so on record."""
    leader, keeper = town.actors["leader:990101001"][0], town.actors["security"][0]
    head = Appointment.objects.select_related("post").get(
        person=town.actors[f"head:{GUIXIANG}"][0].user, ended_on=None
    )
    second = Appointment.objects.get(
        post__area_path=head.area_path, post__kind__code="committee_deputy"
    )
    actions.deputise(
        leader,
        head,
        person=second.person,
        since=today() - timedelta(days=6),
        until=today() + timedelta(days=24),
        reason="赴市委党校脱产学习",
    )
    lent = User.objects.create(
        username="office-lent", name="许若曦", password=draft.locked, example=True
    )
    actions.give(
        keeper,
        town.areas[XINQIAO],
        person=lent,
        role="subdistrict_desk",
        until=today() + timedelta(days=12),
        basis="新桥街道借调函：受理席人员休产假期间顶岗",
    )
