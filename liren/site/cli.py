"""The program `liren`: start, stop, upgrade, load, check."""

import argparse
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from liren.site import database
from liren.site.backup import command
from liren.site.folders import home
from liren.site.postgres import Cluster, embedded
from liren.site.server import Door, serve, serve_jobs, serve_web
from liren.site.terminal import Stop, _, language, tell
from liren.site.waste import look_seldom

STOPPED = 3  # as the exit status of init scripts says it
INTERRUPTED, TERMINATED = 130, 143  # as shells say it
OWNERS_COMMANDS = frozenset({"migrate", "makemigrations", "flush", "sqlmigrate"})


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line and do what it says."""
    look_seldom()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.site.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["manage"]:  # the rest is Django's to read, `--help` too
        manage(words[1:])
        return
    given = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(TERMINATED))
    try:
        sys.exit(given.does(given))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


# ── the command line ────────────────────────────────────────────────────────────────────────


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liren", description=_("里仁：城市社区的工作平台"))
    verbs = parser.add_subparsers(required=True, metavar=_("命令"))
    _add_doors(verbs)
    _add(verbs, "worker", _("只运行后台作业"), _worker)
    _add_database(verbs)
    migrate = _add(verbs, "migrate", _("建立或升级数据库，并分配权限"), _migrate)
    migrate.add_argument("--check", action="store_true", help=_("只看是否需要升级"))
    _add_pack(verbs)
    _add_divisions(verbs)
    example = _add(verbs, "example", _("示例区：装入、删除、列出登录名"), _example)
    example.add_argument("verb", choices=["load", "remove", "logins"])
    example.add_argument("--json", action="store_true", help=_("以 JSON 列出登录名"))
    admin = _add(verbs, "admin", _("在本机建立管理员，或为其重设密码"), _admin)
    admin.add_argument("verb", choices=["create", "password", "recover"])
    admin.add_argument("--role", default="", help=_("默认为安全管理员 security_administrator"))
    admin.add_argument("--user", default="", help=_("登录名"))
    admin.add_argument("--name", default="", help=_("姓名"))
    _add_audit(verbs)
    _add_keys(verbs)
    command.arguments(_add(verbs, "backup", _("备份：做一份、列出、核对"), _backup))
    command.restore_arguments(_add(verbs, "restore", _("从备份恢复"), _restore))
    _add(verbs, "check", _("检查本机是否一切正常"), _check)
    _add(verbs, "manage", _("运行 Django 的管理命令"), _worker)
    return parser


Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(verbs: Verbs, name: str, says: str, does: object) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=says, description=says)
    parser.set_defaults(does=does)
    return parser


def _add_doors(verbs: Verbs) -> None:
    says = {
        "run": _("装好示例区并启动（首次约一分钟）"),
        "serve": _("启动网页和后台作业"),
        "web": _("只启动网页，供 serve 使用"),
    }
    for name, does in {"run": _run, "serve": _serve, "web": _web}.items():
        parser = _add(verbs, name, says[name], does)
        port = os.environ.get("PORT") or str(Door.port)
        parser.add_argument("--port", type=int, default=port, help=_("端口，默认 8000"))
        parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS") or Door.host)
        parser.add_argument("--workers", type=int, default=0, help=_("网页进程数，默认按核数"))
        parser.add_argument("--tls", nargs=2, type=Path, metavar=("CERT", "KEY"), default=None)


def _add_database(verbs: Verbs) -> None:
    parser = _add(verbs, "db", _("内置数据库：启动、停止、查看"), _db)
    parser.add_argument("verb", choices=["start", "stop", "status"])


def _add_pack(verbs: Verbs) -> None:
    parser = _add(verbs, "pack", _("政策包：装入、检查"), _pack)
    parser.add_argument("verb", choices=["apply", "lint"])
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--all", action="store_true", help=_("检查所有政策包"))


def _add_divisions(verbs: Verbs) -> None:
    parser = _add(verbs, "divisions", _("全国区划清单：导入、接管"), _divisions)
    parser.add_argument("verb", choices=["import", "adopt"])
    parser.add_argument("what", help=_("清单文件或文件夹；接管时写区划代码"))
    said = _("清单上已没有的，从这一天起停用（年-月-日）")
    parser.add_argument("--close", type=date.fromisoformat, metavar="DATE", help=said)


def _add_audit(verbs: Verbs) -> None:
    parser = _add(verbs, "audit", _("审计记录：封存、核验、链值、存证"), _audit)
    parser.add_argument("verb", choices=["seal", "verify", "roots", "proof"])
    parser.add_argument("file", nargs="?", default="", help=_("proof：要核验的存证文件"))
    parser.add_argument("--roots", default="", metavar="FILE", help=_("另行保存的链值"))


def _add_keys(verbs: Verbs) -> None:
    parser = _add(verbs, "keys", _("密钥：查看、新建、启用、换完旧数据、停用"), _keys)
    parser.add_argument("verb", choices=["list", "new", "rotate", "renew", "retire"])
    parser.add_argument("id", nargs="?", default="", help=_("哪一个密钥，例如 k1"))
    parser.add_argument("--hash", action="store_true", help=_("用于查找的密钥，而不是加密的"))
    ciphers = ["aes", "sm4", "sha256", "sm3"]
    parser.add_argument("--cipher", choices=ciphers, default="", help=_("新密钥的算法"))


def _door(given: argparse.Namespace) -> Door:
    certificate, key = given.tls or (None, None)
    return Door(given.host, given.port, given.workers, certificate, key)


# ── what the commands do ────────────────────────────────────────────────────────────────────


def _django(role: str = "") -> None:
    """Set Django up for this process; a role given here is a must."""
    if role:
        os.environ["LIREN_DB_ROLE"] = role
    import django

    django.setup()


def _lease() -> contextlib.AbstractContextManager[None]:
    return embedded().lease() if database.is_embedded() else contextlib.nullcontext()


def _run(given: argparse.Namespace) -> None:
    os.environ["LIREN_DATABASE"] = database.EXAMPLE
    door = _door(given)
    door.check()
    with _lease():
        _django("owner")
        from liren.site.start import logins_table, prepare

        logins = prepare()
        serve(door, lambda: tell(logins_table(door.address, logins)))


def _serve(given: argparse.Namespace) -> None:
    door = _door(given)
    door.check()
    with _lease():
        _django("app")
        from liren.site.start import refuse_if_unfit

        refuse_if_unfit()
        serve(door)


def _web(given: argparse.Namespace) -> None:
    serve_web(_door(given))


def _worker(_given: argparse.Namespace) -> None:
    with _lease():
        serve_jobs()


def _db(given: argparse.Namespace) -> int:
    if not database.is_embedded():
        raise Stop(_("已用 DATABASE_URL 指定外部数据库，它不由本程序启动或停止。"))
    cluster = embedded()
    if given.verb == "start":
        cluster.keep()
    elif given.verb == "stop" and _told_to_stay(cluster):
        return 1
    pid = cluster.pid()
    if pid is None:
        tell(_("数据库没有运行（{path}）。").format(path=cluster.at.root))
        return 0 if given.verb == "stop" else STOPPED
    tell(_("数据库正在运行：进程 {pid}，套接字 {path}。").format(pid=pid, path=cluster.at.socket))
    return 0


def _told_to_stay(cluster: Cluster) -> bool:
    cluster.release()
    if cluster.pid() is None:
        return False
    tell(_("还有程序在使用数据库，最后一个退出时它会停止。请先停止 liren serve。"))
    return True


def _migrate(given: argparse.Namespace) -> None:
    with _lease():
        database.ensure_database()
        _django("owner")
        from liren.site.start import migrate, refuse_if_unfit

        if given.check:
            refuse_if_unfit()
        else:
            migrate()


def _pack(given: argparse.Namespace) -> int:
    if bool(given.name) == given.all or (given.all and given.verb == "apply"):
        raise Stop(_("请写明一个政策包的名称；检查时也可以用 --all 检查所有政策包。"))
    if given.verb == "lint":
        return _lint(given.name)
    with _lease():
        _django("owner")
        from liren.kernel.policy.faults import Malformed
        from liren.site.start import apply_pack

        try:
            apply_pack(given.name)
        except Malformed as fault:
            raise Stop(str(fault)) from fault
    return 0


def _lint(name: str) -> int:
    _django()
    from liren.kernel.policy.packs import names
    from liren.site.linting import report

    return report([name] if name else names())


def _divisions(given: argparse.Namespace) -> int:
    with _lease():
        _django("owner")
        from liren.site.divisions import load, take_over

        if given.verb == "import":
            return load(Path(given.what), given.close)
        take_over(given.what)
        return 0


def _example(given: argparse.Namespace) -> None:
    os.environ["LIREN_DATABASE"] = database.EXAMPLE
    with _lease():
        if given.verb == "remove":
            _remove_example()
            return
        _django("owner")
        from liren.site.start import logins, logins_table, prepare

        found = prepare() if given.verb == "load" else logins()
        if given.json:
            json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
            print()
        else:
            tell(logins_table("", found))


def _remove_example() -> None:
    if not database.is_embedded():
        raise Stop(_("示例区在 DATABASE_URL 指定的外部数据库里，请由它的管理员删除那个库。"))
    database.drop(database.EXAMPLE)
    tell(_("示例区已经删除；make run 会重新建立它。"))


def _admin(given: argparse.Namespace) -> None:
    with _lease():
        _django("app")
        from django.utils import translation

        from liren.site.administrators import Wanted, create, recover, renew
        from liren.site.start import refuse_if_unfit

        refuse_if_unfit()
        with translation.override(language()):
            if given.verb == "recover":
                recover(given.user)
            elif given.verb == "password":
                renew(given.user)
            else:
                create(Wanted.given(given.role, given.user, given.name))


def _audit(given: argparse.Namespace) -> int:
    from liren.site import audit

    if given.verb == "proof":
        return audit.proof(given.file, given.roots)
    with _lease():
        _django("app")
        from django.utils import translation

        with translation.override(language()):
            if given.verb == "verify":
                return audit.verify(given.roots)
            return audit.seal() if given.verb == "seal" else audit.print_roots()


def _backup(given: argparse.Namespace) -> int:
    return command.backup(given, _lease, _django)


def _restore(given: argparse.Namespace) -> int:
    return command.restore(given, _lease, _django)


def _keys(given: argparse.Namespace) -> int:
    if given.verb == "retire" and not given.id:
        raise Stop(_("请写明要停用哪一个密钥，例如 liren keys retire k1。"))
    with _lease():
        _django("app")
        from django.utils import translation

        from liren.kernel.base.keyring import HASH, SEAL
        from liren.site import turning

        use = HASH if given.hash else SEAL
        does: dict[str, Callable[[], int]] = {
            "list": turning.show,
            "new": lambda: turning.new(use, given.cipher),
            "rotate": lambda: turning.rotate(use, given.id),
            "renew": turning.bring_over,
            "retire": lambda: turning.retire(use, given.id),
        }
        with translation.override(language()):
            return does[given.verb]()


def _check(_given: argparse.Namespace) -> int:
    with _lease():
        _django("app")
        from django.utils import translation

        from liren.site.checks import report

        with translation.override(language()):
            return report(home())


def manage(words: list[str]) -> None:
    """Pass a command through to Django, with the database running and the right role."""
    if words[:1] and words[0] in OWNERS_COMMANDS:
        os.environ.setdefault("LIREN_DB_ROLE", "owner")
    from django.core.management import execute_from_command_line

    with _lease():
        execute_from_command_line(["liren manage", *words])
