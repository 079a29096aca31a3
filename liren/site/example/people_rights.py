"""What residents of the invented district ask about their records, and how they are answered."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from liren.apps.people.actions.claims import claim, grant_claim, refuse_claim
from liren.apps.people.actions.consents import give_consent
from liren.apps.people.actions.duties import assess, change_breach, note_breach
from liren.apps.people.actions.exports import approve_export, ask_export, refuse_export
from liren.apps.people.actions.own import correct, link_person
from liren.apps.people.actions.searches import note_search
from liren.apps.people.models import Person, Purpose
from liren.apps.people.rules.rights import Asked, ClaimKind, ConsentHow
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import ago, moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import LOGINS, Town

COMMUNITY = "990101001003"


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Residents find their records, agree, ask; the community lists, assesses, owns up."""
    head = town.actors[f"head:{COMMUNITY}"][0]
    worker = town.actors[f"worker:{COMMUNITY}"][0]
    place = town.areas[COMMUNITY]
    people = dict(linked(town, head))
    if people:
        asked(people, head, worker)
    lists(head, worker, place)
    duties(head, place)
    searched(worker, place)


def linked(town: Town, head: Actor) -> list[tuple[Actor, Person]]:
    """The residents who log in, with the records that were joined to their accounts."""
    found = []
    for one in LOGINS:
        if not one.post.startswith(f"resident:{COMMUNITY}"):
            continue
        resident = next(a for a in town.actors[one.post] if a.user.username == one.username)
        person = Person.objects.filter(name=one.name, user=None).order_by("pk").first()
        if person is not None and resident.user.phone:
            joined = link_person(head, person, phone=resident.user.phone.open())
            found.append((resident, joined))
    return found


def asked(people: dict[Actor, Person], head: Actor, worker: Actor) -> None:
    """A question that was answered, one that was not granted, one that waits, one that is late."""
    (first, shen), *others = people.items()
    with moved_to(at(52)):
        give_consent(first, shen, purpose=purpose("neighbours"))
        why = claim(first, shen, kind=ClaimKind.EXPLAIN, text="社区为什么要登记我的手机号？")
    with moved_to(at(49)):
        grant_claim(
            head, why, answer="用于停水停电和走访前联系。不需要的话可以删除，在这里提出即可。"
        )
    with moved_to(at(6)):
        correct(first, shen, field="employer", value="退休返聘于和安幼儿园", why="劳务合同")
        claim(first, shen, kind=ClaimKind.OBJECT, text="请不要再把我列入活动通知名单。")
    for resident, person in others[:1]:
        with moved_to(at(38)):
            claim(resident, person, kind=ClaimKind.DELETE, text="我已换了手机号，旧号请删除。")
        with moved_to(at(20)):
            paper = purpose("messages")
            give_consent(worker, person, purpose=paper, how=ConsentHow.PAPER)
    for resident, person in others[1:2]:
        with moved_to(at(80)):
            row = claim(resident, person, kind=ClaimKind.DELETE, text="把我的登记全部删掉。")
        with moved_to(at(71)):
            refuse_claim(
                head, row, answer="居住登记依法必须保留，不能删除；联系电话可以删，请告诉我们。"
            )


def lists(head: Actor, worker: Actor, place: Area) -> None:
    """One list that may be taken, one that waits, one that does not go out."""
    facts: dict[str, Any] = {"purpose": purpose("care"), "columns": ["name", "age", "address"]}
    old: dict[str, object] = {"youngest": 70}
    with moved_to(at(2)):
        row = ask_export(
            worker, place, reason="入冬走访 70 岁以上老人，网格员分头使用", question=old, **facts
        )
    with moved_to(at(1)):
        approve_export(head, row, answer="用后删除，不打印。")
    with moved_to(at(30)):
        row = ask_export(
            worker, place, reason="给培训机构招生用", question={"oldest": 15}, **facts
        )
    with moved_to(at(29)):
        refuse_export(head, row, answer="不是社区职责，名单不能给外面的机构。")
    with moved_to(at(0)):
        ask_export(worker, place, reason="核对居民会议户代表名单", question={}, **facts)


def duties(head: Actor, place: Area) -> None:
    """Two assessments, and a breach that was put right."""
    with moved_to(at(200)):
        assess(
            head, place, title="独居老人走访使用住址和电话", purpose=purpose("care"),
            lawful="履行老年人关爱服务职责，只用姓名、住址、电话三项。",
            risk="名单流出会让独居老人成为诈骗对象。",
            measures="手机端只看自己网格，号码遮盖；不打印名单；离岗当天收回权限。",
            again_on=today() + timedelta(days=365),
        )  # fmt: skip
    with moved_to(at(390)):
        assess(
            head, place, title="出租房安全检查记录", purpose=purpose("letting"),
            lawful="依法登记出租房，检查用电用气和疏散。",
            risk="承租人信息被房东以外的人看到。",
            measures="检查表不写证件号码，只在系统里看租客姓名。",
            again_on=today() + timedelta(days=365),
        )  # fmt: skip
    with moved_to(at(45)):
        row = note_breach(
            head, place, what="停水通知误附一栋楼的住户电话，发到业主微信群。", touched=24
        )
    with moved_to(at(44)):
        change_breach(
            head, row, touched=24, measures="十分钟内撤回并请群主清理；逐户致歉；改用系统发布。",
            authority_told_at=ago(hours=3), people_told_at=ago(hours=1), closed=True,
        )  # fmt: skip


def searched(worker: Actor, place: Area) -> None:
    """People were looked for in the community, as on any day."""
    looks: tuple[tuple[int, str, str, int], ...] = (
        (1, Asked.NAME, "matter", 1), (3, Asked.ADDRESS, "care", 3), (9, Asked.PHONE, "matter", 1),
        (16, Asked.LIST, "care", 41), (33, Asked.NAME, "register", 2),
    )  # fmt: skip
    for days, how, code, seen in looks:
        with moved_to(at(days)):
            note_search(worker, how, purpose(code), seen, place.path)


def purpose(code: str) -> Purpose:
    """A purpose of the pack."""
    return Purpose.objects.get(code=code)


def at(days: int, hour: int = 9) -> datetime:
    """A morning some days ago."""
    return datetime.combine(today() - timedelta(days=days), time(hour), zone())
