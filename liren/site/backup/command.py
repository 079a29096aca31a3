"""`liren backup` and `liren restore`."""

import argparse
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from liren.site import database
from liren.site.folders import key_file
from liren.site.terminal import Stop, _, complain, table, tell

if TYPE_CHECKING:
    from liren.site.backup.manifest import Manifest

Lease = Callable[[], AbstractContextManager[None]]
Setup = Callable[[str], None]
MEGA = 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words behind `liren backup`."""
    verbs = ["make", "list", "check"]
    parser.add_argument("verb", nargs="?", choices=verbs, default="make")
    parser.add_argument(
        "folder", nargs="?", type=Path, help=_("check：要核对的备份，默认最新一份")
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help=_("备份目录，默认 LIREN_BACKUP"))


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """The words behind `liren restore`."""
    parser.add_argument("folder", type=Path, help=_("一份备份的文件夹"))
    parser.add_argument("--into", default="", metavar="NAME", help=_("另起库名，不动现有的库"))
    says = {
        "--replace": _("替换已有数据（会要求输入库名确认）"),
        "--without-keys": _("密钥已丢失也恢复"),
        "--with-faults": _("审计记录核验不通过也恢复"),
    }
    for word, said in says.items():
        parser.add_argument(word, action="store_true", help=said)


def backup(given: argparse.Namespace, lease: Lease, setup: Setup) -> int:
    """Make, list or check backups."""
    from liren.site.children import obey_parent

    obey_parent()
    setup("app")
    from liren.site.backup.keeping import Plan

    plan = Plan.given()
    folder = (given.to or plan.folder).resolve()
    if given.verb == "list":
        return _list(folder)
    if given.verb == "check":
        return _check(given.folder, folder)
    with lease():
        return _make(folder, plan.keep)


def _make(folder: Path, keep: int) -> int:
    from liren.site.backup.keeping import note_fault, prune
    from liren.site.backup.making import make

    os.umask(0o077)  # of all that is written, pg_dump's too
    try:
        whole, made = make(folder)
    except Stop as no:
        note_fault(folder, str(no))
        raise
    tell(_("已备份：{folder}").format(folder=whole))
    tell(_("附件 {files} 个，共 {size:.1f} MB。").format(files=made.files, size=made.size / MEGA))
    for gone in prune(folder, keep, made.keys):
        tell(_("已删除过期的备份 {folder}。").format(folder=gone))
    ids = "、".join(made.keys)
    where = "LIREN_KEY" if os.environ.get("LIREN_KEY") else key_file()
    says = _("密钥不在备份里：恢复时需要编号 {ids} 的密钥（{where}），请另存在别处。")
    tell(says.format(ids=ids, where=where))
    return _say_faults(made)


def _say_faults(made: "Manifest") -> int:
    if made.missing:
        says = _("✗ 有 {count} 个附件已不在文件架上，例如 {name}。")
        complain(says.format(count=len(made.missing), name=made.missing[0]))
    if made.damaged:
        says = _("✗ 有 {count} 个附件在文件架上已损坏，例如 {name}。")
        complain(says.format(count=len(made.damaged), name=made.damaged[0]))
    return int(bool(made.missing or made.damaged))


def _list(folder: Path) -> int:
    from liren.site.backup.keeping import kept

    rows = []
    for one in kept(folder):
        if one.made is None or not one.is_whole:
            rows.append([one.folder.name, "—", "—", _("损坏，不能使用")])
            continue
        bad = len(one.made.missing) + len(one.made.damaged)
        state = _("缺 {count} 个附件").format(count=bad) if bad else _("完整")
        when = one.made.at.astimezone().strftime("%Y-%m-%d %H:%M")
        rows.append([one.folder.name, when, f"{one.made.size / MEGA:.1f} MB", state])
    if not rows:
        tell(_("{folder} 里还没有备份。运行 liren backup 做一份。").format(folder=folder))
        return 1
    tell(table([_("备份"), _("时间"), _("大小"), _("状态")], rows))
    return 0


def _check(given: Path | None, folder: Path) -> int:
    from django.conf import settings

    from liren.site.backup.checking import checked, keys_for
    from liren.site.backup.keeping import kept

    newest = next((one.folder for one in kept(folder)), None)
    chosen = given or newest
    if chosen is None:
        raise Stop(_("{folder} 里还没有备份。运行 liren backup 做一份。").format(folder=folder))
    said = checked(chosen)
    keys = keys_for(chosen, said, settings.LIREN_SEAL_KEYS)
    tell(
        _("✓ {folder} 完整：数据库和 {files} 个附件与清单一致。").format(
            folder=chosen, files=said.files
        )
    )
    if keys.fine and not keys.forged:
        tell(_("✓ 所需的密钥都在本机。"))
        return _say_faults(said)
    complain(f"✗ {keys.says}")
    return 1


def restore(given: argparse.Namespace, lease: Lease, setup: Setup) -> int:
    """Bring a backup back."""
    from liren.site.backup.restoring import Wanted, restore

    name = given.into or database.own_name()
    flags = (given.replace, given.without_keys, given.with_faults)
    wanted = Wanted(given.folder.resolve(), name, bool(given.into), *flags)
    with lease():
        return restore(wanted, lambda: setup("owner"))
