"""Whether a backup is whole and unchanged, and whether this machine has its keys."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from liren.site.backup import dumping, manifest
from liren.site.backup.manifest import Manifest, Unusable
from liren.site.terminal import _

NAMED = 5  # faults of one kind that are named


def checked(folder: Path) -> Manifest:
    """The manifest of a backup all of whose bytes were read and are right, or Unusable."""
    said = manifest.read(folder)
    faults = [*_parts(folder, said)] or [*_files(folder, said)]
    if faults:
        lines = "\n".join(f"✗ {fault}" for fault in faults[:NAMED])
        more = len(faults) - NAMED
        if more > 0:
            lines += "\n" + _("另有 {count} 处。").format(count=more)
        says = _("备份 {folder} 有损坏，不能使用。请换一个备份：").format(folder=folder)
        raise Unusable(f"{says}\n{lines}")
    return said


def _parts(folder: Path, said: Manifest) -> Iterator[str]:
    if set(said.parts) != {manifest.DUMP, manifest.LISTED, manifest.ROOTS}:
        yield _("{file} 写的内容不全").format(file=manifest.FILE)
        return
    for name, part in said.parts.items():
        if fault := _fault(folder / name, name, part.size, part.sha256):
            yield fault
    if not dumping.is_readable(folder / manifest.DUMP):
        yield _("{file} 不是可以读取的数据库备份").format(file=manifest.DUMP)


def _files(folder: Path, said: Manifest) -> Iterator[str]:
    count = 0
    for one in manifest.listed(folder):
        count += 1
        if said.where != manifest.COPIED:
            continue
        if not is_inside(one.name):
            yield _("{file} 里有不合规的文件名").format(file=manifest.LISTED)
        elif fault := _fault(folder / manifest.SHELF / one.name, one.name, one.size, one.sha256):
            yield fault
    if count != said.files:
        yield _("{file} 写的内容不全").format(file=manifest.LISTED)


def is_inside(name: str) -> bool:
    """Whether a name stays within the folder it is put into."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _fault(path: Path, name: str, size: int, sha256: str) -> str:
    try:
        found = path.lstat()
    except OSError:
        return _("{file} 不见了").format(file=name)
    if not stat.S_ISREG(found.st_mode):
        return _("{file} 不是普通文件").format(file=name)
    if found.st_size != size:
        says = _("{file} 应为 {size} 字节，现在是 {found} 字节")
        return says.format(file=name, size=size, found=found.st_size)
    if manifest.measured(path).sha256 != sha256:
        return _("{file} 的内容被改动或损坏").format(file=name)
    return ""


# ── keys ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Keys:
    """Which keys a backup needs, and what this machine has of them."""

    missing: list[str]
    other: list[str]
    forged: bool

    @property
    def fine(self) -> bool:
        """Whether everything sealed will open."""
        return not (self.missing or self.other)

    @property
    def says(self) -> str:
        """What is wrong with the keys, in plain words."""
        parts = []
        if self.missing:
            says = _("本机没有编号为 {ids} 的密钥。")
            parts.append(says.format(ids="、".join(self.missing)))
        if self.other:
            says = _("本机编号为 {ids} 的密钥与备份时的不是同一把。")
            parts.append(says.format(ids="、".join(self.other)))
        if self.forged:
            parts.append(_("备份清单不是由持有这把密钥的程序写的，可能被改写过。"))
        return "".join(parts)


def keys_for(folder: Path, said: Manifest, have: Mapping[str, bytes]) -> Keys:
    """Compare the keys that a backup was made under with those that are here."""
    missing = [name for name in said.keys if name not in have]
    other = [
        name
        for name, mark in said.keys.items()
        if name in have and manifest.fingerprint(have[name]) != mark
    ]
    known = said.key in have and said.key not in other
    forged = known and not manifest.is_sealed_by(folder, have[said.key])
    return Keys(sorted(missing), sorted(other), forged)
