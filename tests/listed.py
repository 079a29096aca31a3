"""What the town of the matrix has on its lists."""

from dataclasses import dataclass

from liren.apps.duties.actions.documents import add_document
from liren.apps.duties.actions.entries import add_entry
from liren.apps.duties.actions.lists import add_list, draft_version, publish
from liren.apps.duties.models import Document, DutyList, Version
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world

ENTRY = {"heading0": "民政", "code": "Z01", "zh": "高龄津贴受理", "duty_class": "basic"}


@dataclass
class Listed:
    """A list with a version that is out and one that is drafted, one without a draft, a paper."""

    list: DutyList
    calm: DutyList
    out: Version
    draft: Version
    document: Document


def listed(community: Area) -> Listed:
    """Lists of the own community, written and released by people whom the matrix never asks."""
    writes = world.actor("maker-lists", "district_office", community.path)
    releases = world.actor("maker-vice", "district_office", community.path)
    rows = []
    for kind in ("tasks", "services"):
        row = add_list(writes, community, kind=kind, zh="社区工作任务清单", issuer="区社区办")
        draft = row.versions.get()
        add_entry(writes, draft, cells=ENTRY)
        rows.append(publish(releases, draft, valid_from=today()))
    paper = add_document(
        writes, community, title="关于清单管理的通知", kind="opinion", issuer="区社区办"
    )
    draft = draft_version(writes, rows[0].list)
    return Listed(rows[0].list, rows[1].list, rows[0], draft, paper)
