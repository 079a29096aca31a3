"""`liren audit`: seal, check, print roots, check a single proof; in plain words."""

import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from liren.kernel.audit.proof import Proof, Proven, Unproven, prove
from liren.kernel.audit.written import read
from liren.site.terminal import Stop, _, complain, tell

WIDE = 30


def seal() -> int:
    """Seal what is final, as the worker does every minute."""
    from liren.kernel.audit import chain, roots

    made = chain.seal()
    tell(_("新封存 {count} 次。").format(count=len(made)))
    last = roots.latest()
    tell(last.line if last else _("还没有可以封存的记录。"))
    return 0


def print_roots() -> int:
    """The root of each of the last days and the latest one, as they are published."""
    from liren.kernel.audit import roots

    found = roots.days()
    if not found:
        tell(_("还没有封存。请启动 liren serve，或运行 liren audit seal。"))
        return 1
    tell(roots.letter(found).rstrip())
    return 0


def verify(file: str, *, beside: bool = True) -> int:
    """Check the whole chain; 1 when something is wrong with it.

    It is compared with the roots beside the database, unless these are of another one.
    """
    from liren.kernel.audit import roots
    from liren.kernel.audit.verify import verify as check

    said = {**(roots.written() if beside else {}), **_given(file)}
    began, bar = time.monotonic(), _Bar()
    report = check(said, bar)
    bar.end()
    spent = timedelta(seconds=round(time.monotonic() - began))
    tell(
        _(
            "核验了 {entries} 条记录、{seals} 次封存，用时 {spent}；另有 {unsealed} 条等待封存。"
        ).format(entries=report.entries, seals=report.seals, spent=spent, unsealed=report.unsealed)
    )
    tell(_("与 {count} 个已公布的链值作了比对。").format(count=report.compared))
    for fault in report.faults:
        tell(f"✗ {fault}")
    if report.more:
        tell(_("另有 {count} 处问题没有列出。").format(count=report.more))
    if report.faults:
        tell(_("第一处问题：{fault}").format(fault=report.faults[0]))
        return 1
    tell(_("✓ 没有发现改动。最后的链值：{hash}").format(hash=report.hash or "—"))
    return 0


def _given(file: str) -> Mapping[int, str]:
    if not file:
        return {}
    said = read(_text(file))
    if not said:
        raise Stop(
            _("文件 {file} 里没有链值。请使用邮件、网页或接口给出的内容。").format(file=file)
        )
    return said


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Stop(_("无法读取文件 {file}：{reason}").format(file=file, reason=fault)) from fault


class _Bar:
    """How far a check is: a bar in a terminal, a line for each tenth elsewhere."""

    def __init__(self) -> None:
        self.live, self.tenth = sys.stderr.isatty(), 0

    def __call__(self, done: int, total: int) -> None:
        share = done / total if total else 1.0
        if self.live:
            filled = "█" * int(share * WIDE)
            sys.stderr.write(f"\r{filled:░<{WIDE}} {share:4.0%} {done}/{total}")
            sys.stderr.flush()
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            complain(f"· {share:.0%} ({done}/{total})")

    def end(self) -> None:
        """Leave the line of the bar."""
        if self.live:
            sys.stderr.write("\n")


WHY = {
    "form": _("这不是里仁的存证文件，或者文件已损坏。"),
    "path": _("记录与封存对不上：记录的内容或证明被改过。"),
    "chain": _("封存之间接不上：存证文件里的链被改过。"),
    "published": _("与已公布的链值不同：这条记录所在的链被重写过。"),
}


def proof(file: str, published: str) -> int:
    """Check the proof of one entry; needs no database."""
    try:
        found = prove(Proof.read(_text(file)), _given(published))
    except Unproven as no:
        tell(f"✗ {WHY[str(no)]}")
        return 1
    _tell_proven(found)
    return 0


def _tell_proven(found: Proven) -> None:
    tell(
        _("✓ 存证成立：第 {key} 号记录在封存第 {seal} 号之中。").format(
            key=found.entry[1], seal=found.seal
        )
    )
    tell(str(found.entry))
    if found.is_published:
        tell(_("它所在的链与公布的第 {seal} 号链值相同。").format(seal=found.until))
    else:
        tell(
            _("请与公布的封存第 {seal} 号链值比对：{hash}").format(
                seal=found.until, hash=found.hash
            )
        )
