"""What may be asked of communities of the invented district: documents and lists, all invented."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from liren.apps.duties.actions.documents import add_document
from liren.apps.duties.actions.entries import add_entry, change_entry, drop_entry, import_entries
from liren.apps.duties.actions.lists import add_list, draft_version, publish
from liren.apps.duties.models import Document, Version
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import ago, moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import DISTRICT, Town

SHEETS = Path(__file__).parent / "lists"
ISSUER: Final = "和安区社区办"
FIRST, SECOND, THIRD = 220, 62, 4  # days before the installation
PAPERS: Final[Sequence[Mapping[str, Any]]] = (
    {
        "number": "和政办〔2026〕5号",
        "title": "和安区关于社区减负增能的若干措施",
        "kind": "opinion",
        "issuer": "和安区人民政府办公室",
        "text": "未列入清单、未经准入的事项，任何部门不得交给社区；社区有权拒办。",
        "articles": (
            ("第一条", "社区工作任务、服务群众事项和协商事项实行清单管理，由区社区办公布。"),
            ("第二条", "清单以外的事项，由部门向区社区办提出准入申请，经费随事项落实。"),
            ("第三条", "取消面向社区的一般性统计、评比和检查。"),
        ),
    },
    {
        "number": "和社办〔2026〕3号",
        "title": "和安区社区协商事项目录说明",
        "kind": "regulation",
        "issuer": ISSUER,
        "text": "目录内的事项，先由居民协商，再由社区居民委员会公布结果。",
        "articles": (),
    },
    {
        "number": "和社办〔2026〕7号",
        "title": "和安区社区负面清单",
        "kind": "regulation",
        "issuer": ISSUER,
        "text": "列入负面清单的事项，社区居民委员会不是责任主体。",
        "articles": (),
    },
)
NEGATIVE: Final[Sequence[Mapping[str, str]]] = (
    {
        "code": "N01",
        "zh": "违法建设的查处",
        "responsible": "综合行政执法分局",
        "case_kinds": "illegal_building",
        "note": "社区发现后报告，不承担查处责任。",
    },
    {
        "code": "N02",
        "zh": "道路开挖的监管",
        "responsible": "市政设施管理中心",
        "case_kinds": "road_dug",
    },
    {
        "code": "N03",
        "zh": "文明城区创建的责任主体",
        "responsible": "区文明办",
        "note": "社区配合宣传，不承担创建指标。",
    },
    {
        "code": "N04",
        "zh": "信访稳定的责任主体",
        "responsible": "区信访局",
        "note": "责任在涉事单位，社区及时报告苗头。",
    },
    {"code": "N05", "zh": "招商引资和协税护税", "responsible": "区商务局"},
    {"code": "N06", "zh": "拆迁和征收的组织实施", "responsible": "住房和城乡建设局"},
)


@dataclass(frozen=True)
class Keepers:
    """Who writes lists, who releases them, and for which district."""

    writes: Actor
    releases: Actor
    area: Area
    papers: Mapping[str, Document]


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Documents first, then the lists with the versions they have had."""
    office, vice = town.actors["office"][0], town.actors["vice"][0]
    area = town.areas[DISTRICT]
    with moved_to(at(FIRST + 10)):
        papers = {str(one["number"]): paper(office, area, one) for one in PAPERS}
    keepers = Keepers(office, vice, area, papers)
    content = yaml.safe_load((SHEETS / "lists.yaml").read_text(encoding="utf-8"))
    for kind, one in content.items():
        version = begun(keepers, kind, one, [*lines(one), *gone(one)])
        if one["gone"]:
            shortened(keepers, version, one)
    negative(keepers)


def paper(office: Actor, area: Area, facts: Mapping[str, Any]) -> Document:
    """One document, in force on the day on which it was issued."""
    on = today()
    return add_document(office, area, **facts, issued_on=on, valid_from=on, invented=True)


def begun(
    keepers: Keepers, kind: str, one: Mapping[str, Any], sheet: list[dict[str, str]]
) -> Version:
    """The first version of a list, released."""
    with moved_to(at(FIRST)):
        facts = {"kind": kind, "zh": one["name"], "en": one["english"], "issuer": ISSUER}
        row = add_list(keepers.writes, keepers.area, **facts, invented=True)
        draft = row.versions.get()
        import_entries(keepers.writes, draft, lines=sheet)
    return out(keepers, draft, FIRST - 3, one["document"], "首次公布")


def out(keepers: Keepers, draft: Version, days: int, number: str, note: str) -> Version:
    """A draft that is released by the second person."""
    with moved_to(at(days)):
        paper = keepers.papers[number]
        return publish(
            keepers.releases, draft, valid_from=today() + timedelta(days=2), document=paper,
            note=note,
        )  # fmt: skip


def shortened(keepers: Keepers, version: Version, one: Mapping[str, Any]) -> None:
    """The second version, without statistics and contests; and a third that is being written."""
    office = keepers.writes
    with moved_to(at(SECOND)):
        draft = draft_version(office, version.list)
        for code in one["gone"]:
            drop_entry(office, draft, code=code)
        cells = next(line for line in lines(one) if line["code"] == "T304-02")
        facts = {**cells, "clock": "20 working_days", "note": "时限由 30 个工作日缩短"}
        change_entry(office, draft, code="T304-02", cells=facts)
    out(keepers, draft, SECOND - 3, one["document"], "减负后第一次调整，去掉 7 项统计和评比")
    with moved_to(at(THIRD)):
        draft = draft_version(office, version.list)
        drop_entry(office, draft, code="T404-01")
        cells = next(line for line in lines(one) if line["code"] == "T502-03")
        add_entry(office, draft, cells={**cells, "code": "T502-06", "zh": "家庭医生签约协助"})
        change_entry(office, draft, code="T502-03", cells={**cells, "duty_class": "basic"})


def lines(one: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The items of a list as a sheet would hold them; their codes count on."""
    for top, (heading, inner) in enumerate(one["classes"].items(), start=1):
        for sub, (head, items) in enumerate(inner, start=1):
            name, body, duty, asked, doer = (part.strip() for part in head.split("|"))
            for place, item in enumerate(items.split(";"), start=1):
                cells = {
                    "heading0": heading, "heading1": name, "zh": item.strip(),
                    "code": f"{one['mark']}{top}{sub:02d}-{place:02d}", "responsible": body,
                    "duty_class": duty, "asked_as": asked, "doer": doer,
                    "document": one["document"], "article": "第一条", "unit": "件",
                }  # fmt: skip
                yield {key: said for key, said in cells.items() if said != "—"}


def gone(one: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What stood on the first version only."""
    for code, (heading, sub, name) in one["gone"].items():
        yield {
            "heading0": heading, "heading1": sub, "code": code, "zh": name,
            "duty_class": "assist", "asked_as": "form", "doer": "station",
        }  # fmt: skip


def negative(keepers: Keepers) -> None:
    """What no department hands to a community."""
    with moved_to(at(FIRST)):
        facts = {"kind": "negative", "zh": "和安区社区负面清单", "issuer": ISSUER}
        english = "What communities of He'an are not responsible for"
        row = add_list(keepers.writes, keepers.area, **facts, en=english, invented=True)
        draft = row.versions.get()
        import_entries(keepers.writes, draft, lines=NEGATIVE)
    out(keepers, draft, FIRST - 3, "和社办〔2026〕7号", "首次公布")


def at(days: int) -> datetime:
    """A morning some days ago."""
    day = ago(days=days).astimezone(zone()).date()
    return datetime.combine(day, time(9, 40), tzinfo=zone())
