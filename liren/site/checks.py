"""`liren check`: is this machine fit to run the platform, in plain words."""

import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from liren.apps.money.queries.books import is_stale, last_proof
from liren.kernel.audit.chain import standing
from liren.kernel.audit.publish import open_channels
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value
from liren.kernel.web import pdf
from liren.site import database
from liren.site.backup.keeping import standing as standing_of_backups
from liren.site.health import worker_age
from liren.site.start import is_behind
from liren.site.terminal import Stop, tell
from liren.site.worker import Pace

OLDEST = 150000
DRIFT = 2.0  # seconds
NEEDED = 1024**3
SECRET_BITS = 0o077


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do about it."""

    title: str
    says: str
    fine: bool = True
    remedy: str = ""
    must: bool = True

    def __str__(self) -> str:
        line = _("{title}：{says}").format(title=self.title, says=self.says)
        if self.fine:
            return f"✓ {line}"
        return f"{'✗' if self.must else '△'} {line}\n  → {self.remedy}"


Check = Callable[[Path], Finding]


def report(home: Path) -> int:
    """Print all findings; 1 when something has to be done."""
    findings = [check(home) for check in (key, disk, papers, *_of_database())]
    for finding in findings:
        tell(str(finding))
    return int(any(finding.must and not finding.fine for finding in findings))


def _of_database() -> tuple[Check, ...]:
    if not can_connect():
        return (server,)
    return (server, locale, clock, zone, tables, privileges, worker, sealing, books, backups)


def can_connect() -> bool:
    """Whether the lesser role can log in."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def key(home: Path) -> Finding:
    """The key file is readable by its owner alone; where it is, its age, that it lies apart."""
    title, file = _("密钥"), Path(os.environ.get("LIREN_KEY_FILE") or home / "key")
    if os.environ.get("LIREN_KEY"):
        return Finding(title, _("由环境变量 LIREN_KEY 给出；请另存一份，与备份分开放"))
    if not file.exists():
        remedy = _("启动一次 liren，它会生成密钥；已有数据时请从备份恢复 {path}。")
        return Finding(title, _("没有密钥文件"), fine=False, remedy=remedy.format(path=file))
    if stat.S_IMODE(file.stat().st_mode) & SECRET_BITS:
        remedy = _("请运行：chmod 600 {path}").format(path=file)
        return Finding(title, _("密钥文件可以被别的账户读取"), fine=False, remedy=remedy)
    days = int((time.time() - file.stat().st_mtime) // 86400)
    says = _("{path} 只有所有者能读取，{days} 天前写成；备份里没有它，请另存一份，与备份分开放")
    return Finding(title, says.format(path=file, days=days))


def disk(home: Path) -> Finding:
    """There is room for the data."""
    free = shutil.disk_usage(home).free
    says = _("还有 {free:.1f} GB").format(free=free / 1024**3)
    remedy = _("请清理磁盘，或把 LIREN_HOME 移到更大的磁盘；少于 1 GB 时数据库可能停止写入。")
    return Finding(_("磁盘"), says, fine=free >= NEEDED, remedy=remedy)


def papers(_home: Path) -> Finding:
    """PDF can be made here."""
    try:
        pdf.ready()
    except Refused:
        remedy = _("请运行一次：{command}，不用重启。没有它，其余功能照常。")
        remedy = remedy.format(command=pdf.INSTALL)
        return Finding("PDF", _("不能制作"), fine=False, remedy=remedy, must=False)
    return Finding("PDF", _("可以制作，有中文字体"))


def server(_home: Path) -> Finding:
    """The database answers and is recent enough."""
    title = _("数据库")
    if not can_connect():
        remedy = _("请先运行 liren migrate 建立数据库；若用外部数据库，请检查 DATABASE_APP_URL。")
        return Finding(title, _("无法连接"), fine=False, remedy=remedy)
    (number,) = _one("SELECT current_setting('server_version_num')::int")
    says = _("PostgreSQL {version}").format(version=f"{number // 10000}.{number % 10000}")
    return Finding(title, says, fine=number >= OLDEST, remedy=_("请升级到 PostgreSQL 15 或更新。"))


def locale(_home: Path) -> Finding:
    """The database knows that Chinese characters are letters."""
    title = _("中文检索")
    try:
        (fine,) = _one(database.KNOWS_CHINESE)
    except DatabaseError:
        missing = _("请以所有者运行 liren migrate，它会安装扩展 pg_trgm。")
        return Finding(title, _("没有扩展 pg_trgm"), fine=False, remedy=missing)
    says = _("正常") if fine else _("不可用")
    return Finding(title, says, fine=bool(fine), remedy=database.wrong_locale())


def clock(_home: Path) -> Finding:
    """Program and database agree on the time."""
    before = time.time()
    (there,) = _one("SELECT extract(epoch FROM clock_timestamp())::float")
    drift = there - (before + time.time()) / 2
    says = _("与数据库相差 {drift:.1f} 秒").format(drift=abs(drift))
    remedy = _("请在两台机器上开启时间同步（例如 timedatectl set-ntp true）。")
    return Finding(_("时钟"), says, fine=abs(drift) <= DRIFT, remedy=remedy)


def zone(_home: Path) -> Finding:
    """The city's time zone is known to program and database."""
    title, name = _("时区"), settings.TIME_ZONE
    remedy = _("请把 LIREN_ZONE 改为有效的时区名称，例如 Asia/Shanghai。")
    query = "SELECT count(*) FROM pg_timezone_names WHERE name = %s"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return Finding(title, _("未知的时区 {name}").format(name=name), fine=False, remedy=remedy)
    (known,) = _one(query, name)
    return Finding(title, name, fine=bool(known), remedy=remedy)


def tables(_home: Path) -> Finding:
    """All migrations are applied."""
    behind = is_behind()
    says = _("需要升级") if behind else _("是最新的")
    return Finding(_("数据表"), says, fine=not behind, remedy=_("请运行 liren migrate。"))


def privileges(_home: Path) -> Finding:
    """The role of web and worker cannot change an append-only table, nor is it the owner."""
    title = _("权限")
    open_tables = [table for table in database.append_only_tables() if _may_change(table)]
    (above,) = _one("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if open_tables or above:
        tables = _("、").join(open_tables) or "…"
        says = _("网页使用的账户权限过大：{tables}").format(tables=tables)
        remedy = _("请运行 liren migrate 重新分配权限；外部数据库请另建一个普通账户给网页使用。")
        return Finding(title, says, fine=False, remedy=remedy)
    return Finding(title, _("网页使用的账户不能修改只增不改的记录"))


def _may_change(table: str) -> bool:
    query = "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')"
    try:
        (may,) = _one(query, connection.ops.quote_name(table))
    except DatabaseError:  # no such table yet: the migrations say so
        return False
    return bool(may)


def worker(_home: Path) -> Finding:
    """A worker says that it lives."""
    title, age = _("后台作业"), worker_age()
    remedy = _("请启动 liren serve，或单独启动 liren worker。")
    if age is None or age > Pace.given().dead:
        return Finding(title, _("没有运行"), fine=False, remedy=remedy)
    return Finding(title, _("{age:.0f} 秒前有心跳").format(age=age))


def sealing(_home: Path) -> Finding:
    """The record is sealed in time, and its roots have somewhere to go."""
    title = _("审计封存")
    try:
        found, minutes = standing(), value("audit.seal_minutes")
    except (DatabaseError, Refused):  # no such table or rule yet: the migrations say so
        return Finding(title, _("尚未建立"), fine=False, remedy=_("请运行 liren migrate。"))
    waits = found.waits.total_seconds() / 60
    if found.is_behind(minutes):
        says = _("有记录已等待 {waits:.0f} 分钟，还没有封存").format(waits=waits)
        remedy = _("请确认 liren worker 在运行，并结束数据库里长时间不提交的事务。")
        return Finding(title, says, fine=False, remedy=remedy)
    outside = len(open_channels()) > 1
    says = _("第 {n} 号；").format(n=found.end.number)
    says += _("链值每天发到机外") if outside else _("链值只写在本机，请设置 LIREN_AUDIT_MAIL")
    return Finding(title, says)


def books(_home: Path) -> Finding:
    """The last check of all books found nothing, and was not long ago."""
    title = _("总账核对")
    try:
        last = last_proof()
        stale = is_stale(last)
    except DatabaseError:  # no such table yet: the migrations say so
        return Finding(title, _("尚未建立"), fine=False, remedy=_("请运行 liren migrate。"))
    if last is not None and last.faults:
        says = _("{n} 处账目不符").format(n=len(last.faults))
        remedy = _("请先停止付款，打开“总账核对”看是哪几笔，并保留现场。")
        return Finding(title, says, fine=False, remedy=remedy)
    if stale:
        remedy = _("请确认 liren worker 在运行；每天夜里会自动核对。")
        return Finding(title, _("超过两天没有核对"), fine=False, remedy=remedy)
    if last is None:
        return Finding(title, _("还没有核对过，今夜自动核对"))
    return Finding(title, _("{n} 笔凭证全部相符").format(n=last.postings))


def backups(_home: Path) -> Finding:
    """There is a backup of the last day, and the last attempt did not fail."""
    title = _("备份")
    try:
        found = standing_of_backups()
    except Stop as no:
        return Finding(title, str(no), fine=False, remedy=_("请改正环境变量后重启。"))
    if found.plan.off:
        return Finding(title, _("已关闭（LIREN_BACKUP=none 或示例区）"))
    if found.has_failed:
        says = _("上次备份没有成功：{why}").format(why=found.why)
        remedy = _("排除原因后运行 liren backup；目录是 {folder}。")
        return Finding(title, says, fine=False, remedy=remedy.format(folder=found.plan.folder))
    if found.last is None or found.age is None:
        return Finding(title, _("还没有备份"), fine=False, remedy=_("请运行 liren backup。"))
    hours = found.age.total_seconds() / 3600
    says = _("最近一份在 {hours:.0f} 小时前").format(hours=hours)
    remedy = _("请确认 liren worker 在运行，或手动运行 liren backup。")
    if lacking := len(found.last.missing) + len(found.last.damaged):
        says = _("最近一份在 {hours:.0f} 小时前，其中 {count} 个附件缺失或损坏")
        says = says.format(hours=hours, count=lacking)
        remedy = _("请从更早的备份里找回这些附件：liren backup check 会列出。")
    return Finding(title, says, fine=not (found.is_late or lacking), remedy=remedy)


def _one(query: str, *values: str) -> tuple[float, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return tuple(cursor.fetchone())
