"""The national list of divisions on the command line: read it, and take a county over."""

import sys
from datetime import date
from pathlib import Path

from django.utils import translation

from liren.apps.places.actions import adopt, import_divisions
from liren.apps.places.models import Area
from liren.apps.places.queries import division_of
from liren.apps.places.rules.divisions import MOST_SHOWN, Report
from liren.kernel.access.who import system
from liren.kernel.base.errors import Refused
from liren.site.terminal import Stop, _, language, table, tell

BAR = 30


def load(source: Path, close: date | None) -> int:
    """Read a list and say what became of it; 1 when lines were left out."""
    if not source.exists():
        raise Stop(_("找不到 {path}。").format(path=source))
    with translation.override(language()):
        try:
            report = import_divisions(system(), source, close=close, tell=_progress)
        except Refused as no:
            raise Stop(str(no)) from None
        finally:
            if sys.stderr.isatty():
                sys.stderr.write("\n")
        _say(report, close)
    return 1 if report.faults else 0


def take_over(code: str) -> None:
    """Take a division with all below it into the territory."""
    with translation.override(language()):
        found = division_of(code)
        if found is None:
            raise Stop(
                _("清单里没有代码 {code}。请先运行 liren divisions import。").format(code=code)
            )
        before = Area.objects.count()
        try:
            adopt(system(), found)
        except Refused as no:
            raise Stop(str(no)) from None
        added = Area.objects.count() - before
        tell(_("已接管 {name}，新增辖区 {n} 个。").format(name=found.name, n=added))


def _progress(read: int, about: int) -> None:
    if sys.stderr.isatty():
        full = BAR * read // max(about, 1)
        bar = "█" * full + "·" * (BAR - full)
        sys.stderr.write(f"\r{bar} {100 * read // max(about, 1):3d} %  {read:,}")
        sys.stderr.flush()


def _say(report: Report, close: date | None) -> None:
    said = _("读入 {read} 行：新增 {added}，改名 {renamed}，恢复 {reopened}，消失 {vanished}。")
    tell(said.format(**vars(report)))
    if report.merged:
        tell(_("与上级同码的 {n} 行（不设区的市）并入上级。").format(n=report.merged))
    if report.faults:
        tell(_("没有采用的行：{n}").format(n=report.faults.total()))
        tell(table([_("文件"), _("行"), _("代码"), _("原因")], _bad(report)))
    if report.names:
        tell(table([_("代码"), _("原名"), _("现名")], [list(row) for row in report.names]))
    if report.gone:
        tell(table([_("清单上已没有的代码"), _("名称")], [list(row) for row in report.gone]))
        if close:
            tell(_("已从 {day} 起停用 {n} 个。").format(day=close, n=report.closed))
        else:
            tell(_("它们没有改动。要停用，请加 --close 日期 再运行一次。"))
    if max(report.faults.total(), report.renamed, report.vanished) > MOST_SHOWN:
        tell(_("每张表只列出前 {n} 行。").format(n=MOST_SHOWN))


def _bad(report: Report) -> list[list[str]]:
    return [[bad.file, str(bad.line), bad.code, str(bad.fault.label)] for bad in report.bad]
