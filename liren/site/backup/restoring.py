"""Reading a backup back: looked at, built up beside what is there, put in place at the end."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from liren.site import database
from liren.site.backup import checking, dumping, manifest
from liren.site.backup.manifest import Manifest, Part, Shelved
from liren.site.backup.target import Target
from liren.site.folders import home, key_file
from liren.site.terminal import Stop, _, complain, tell

if TYPE_CHECKING:
    from django.core.files.storage import Storage


@dataclass(frozen=True)
class Wanted:
    """What is to be restored, and how."""

    folder: Path
    name: str  # of the database into which it goes
    aside: bool = False  # a rehearsal: what is in use stays in use
    replace: bool = False
    without_keys: bool = False
    with_faults: bool = False


def restore(wanted: Wanted, setup: Callable[[], None]) -> int:
    """Bring a backup back; until the last moment nothing that was there is touched.

    `setup` sets Django up; by then the environment names the new database.
    """
    complain(_("· 正在核对备份的每个文件……"))
    said = checking.checked(wanted.folder)
    target = Target(wanted.name)
    _refuse_unfit(wanted, said, target)
    shelf = _shelf_for(wanted)
    target.take_this()
    setup()
    _refuse_strange(wanted, said)
    if target.is_full:
        _confirm(target.name)
    with ExitStack() as undo:
        undo.callback(target.abandon)
        written = _load(wanted, said, target, undo)
        faults = _verify(wanted)
        if faults and not wanted.with_faults:
            raise Stop(_("审计记录核验不通过，没有恢复。若仍要恢复，请加 --with-faults。"))
        target.put_in_place()
        undo.pop_all()
    _keep_roots(wanted, said)
    _tell(wanted, said, shelf, written)
    return int(faults)


# ── refusals, before anything is touched ────────────────────────────────────────────────────


def _refuse_unfit(wanted: Wanted, said: Manifest, target: Target) -> None:
    full = target.is_full
    if full and not wanted.replace:
        says = _(
            "数据库 {name} 里已有数据，没有恢复。"
            "要替换它请加 --replace；只想试恢复请加 --into 另起库名。"
        )
        raise Stop(says.format(name=target.name))
    target.check(replace=full)
    real = not (wanted.name.endswith("example") if wanted.aside else database.is_example())
    if said.example == real:
        raise Stop(_("示例区的备份只能恢复到示例区，正式数据的备份不能恢复到示例区。"))


def _refuse_strange(wanted: Wanted, said: Manifest) -> None:
    """Keys that are not here, and tables that this program does not know yet."""
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    keys = checking.keys_for(wanted.folder, said, settings.LIREN_SEAL_KEYS)
    if keys.forged:
        raise Stop(_("没有恢复：{reason}").format(reason=keys.says))
    if not keys.fine:
        if not wanted.without_keys:
            says = _(
                "没有恢复：{reason}请先把备份时的密钥放到 {path}（或 LIREN_KEY）。"
                "密钥确已丢失时请加 --without-keys，加密的电话等将无法读取。"
            )
            raise Stop(says.format(reason=keys.says, path=key_file()))
        complain(keys.says)
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    if strange := set(said.migrations) - known:
        says = _("备份来自更新的里仁（{version}），本程序不认识 {name}。请先升级再恢复。")
        raise Stop(says.format(version=said.version, name=min(strange)))


def _confirm(name: str) -> None:
    complain(_("数据库 {name} 现有的内容将被备份替换，不能撤回。").format(name=name))
    complain(_("确认请输入数据库的名称 {name}：").format(name=name))
    if sys.stdin.readline().strip() != name:
        raise Stop(_("没有恢复：输入的名称不符。"))


def _shelf_for(wanted: Wanted) -> str:
    """A rehearsal has a shelf of its own, so that it touches no file in use."""
    if wanted.aside and not os.environ.get("LIREN_FILES"):
        os.environ["LIREN_FILES"] = str(home() / f"files-{wanted.name}")
    return os.environ.get("LIREN_FILES", "")


# ── the work ────────────────────────────────────────────────────────────────────────────────


def _load(wanted: Wanted, said: Manifest, target: Target, undo: ExitStack) -> int:
    from liren.site.start import migrate

    complain(_("· 正在恢复数据库……"))
    try:
        target.prepare()
        source = wanted.folder / manifest.DUMP
        dumping.load(target.address(), source, whole=not target.may_create)
    except psycopg.Error as fault:
        raise Stop(_("数据库没有恢复：{reason}").format(reason=fault)) from fault
    migrate()
    _note(said)
    return _bring_files(wanted.folder, said, undo)


def _note(said: Manifest) -> None:
    """That the record was set back, and to when, is on record."""
    from liren.kernel.access.transaction import together
    from liren.kernel.access.who import system
    from liren.kernel.audit.log import entry

    user = system().user
    facts = {"made_at": said.made_at, "version": said.version, "seal": said.seal}
    together(entry(user, "site.restore", user, facts).save)


def _bring_files(folder: Path, said: Manifest, undo: ExitStack) -> int:
    """Put the attached files on the shelf; what lies there in the same shape stays."""
    from liren.kernel.files.shelf import put, shelf

    complain(_("· 正在恢复附件……"))
    store, written = shelf(), 0
    if said.where != manifest.COPIED:
        lost = [one.name for one in manifest.listed(folder) if not store.exists(one.name)]
        if lost:
            says = _(
                "对象存储里缺少 {count} 个附件，例如 {name}。请检查 LIREN_FILES 指的是原来的桶。"
            )
            raise Stop(says.format(count=len(lost), name=lost[0]))
        return 0
    for one in manifest.listed(folder):
        if _lies(store, one):
            continue
        undo.callback(store.delete, one.name)
        try:
            with (folder / manifest.SHELF / one.name).open("rb") as source:
                put(one.name, source)
        except OSError as fault:
            says = _("附件没有写成：{reason}。请检查磁盘空间后重试。")
            raise Stop(says.format(reason=fault.strerror or fault)) from fault
        written += 1
    return written


def _lies(store: "Storage", one: Shelved) -> bool:
    """Whether the file is on the shelf as it was; one that is not makes room."""
    if not store.exists(one.name):
        return False
    if store.size(one.name) == one.size:
        with store.open(one.name) as there:
            if manifest.measured_in(there) == Part(one.size, one.sha256):
                return True
    store.delete(one.name)
    return False


def _verify(wanted: Wanted) -> bool:
    """Whether the record has faults, compared with the roots that the backup brought."""
    from django.db import connections
    from django.utils import translation

    from liren.kernel.audit import chain
    from liren.site import audit
    from liren.site.terminal import language

    complain(_("· 正在核验审计记录……"))
    chain.seal()
    published = wanted.folder / manifest.ROOTS
    with translation.override(language()):
        fine = not audit.verify(str(published) if published.stat().st_size else "", beside=False)
    connections.close_all()
    return not fine


def _keep_roots(wanted: Wanted, said: Manifest) -> None:
    """Roots of what was lost with the old database are kept apart: they are true, but gone."""
    from liren.kernel.audit.roots import kept
    from liren.site.backup.making import until

    if wanted.aside:
        return
    here = kept()
    before, lost = until(here.read_text(encoding="utf-8") if here.exists() else "", said.seal)
    if not before:
        before = (wanted.folder / manifest.ROOTS).read_text(encoding="utf-8")
    if lost:
        aside = here.with_name("roots-before-restore.txt")
        with aside.open("a", encoding="utf-8") as out:
            out.write(lost)
        says = _("备份之后公布过的链值移到了 {file}：它们所指的记录已不在库中。")
        complain(says.format(file=aside))
    fresh = here.with_name(f"{here.name}.new")
    fresh.write_text(before, encoding="utf-8")
    fresh.replace(here)


def _tell(wanted: Wanted, said: Manifest, shelf: str, written: int) -> None:
    tell(_("已恢复到数据库 {name}。").format(name=wanted.name))
    when = said.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    tell(_("· 内容是 {when} 的；之后的登记不在其中。").format(when=when))
    tell(_("· 附件 {files} 个，新写入 {written} 个。").format(files=said.files, written=written))
    if said.missing or said.damaged:
        says = _("· 备份时已缺少 {missing} 个、损坏 {damaged} 个附件。")
        tell(says.format(missing=len(said.missing), damaged=len(said.damaged)))
    tell(_("· 所有人需要重新登录；未送出的通知会由后台继续发送。"))
    if wanted.aside:
        says = (
            _("· 启动时请设：LIREN_DATABASE={name} LIREN_FILES={shelf}")
            if database.is_embedded()
            else _("· 启动时请把两个数据库地址里的库名改为 {name}，并设 LIREN_FILES={shelf}")
        )
        tell(says.format(name=wanted.name, shelf=shelf))
    tell(_("请运行 liren check，再启动 liren serve。"))
