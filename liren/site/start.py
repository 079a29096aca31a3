"""The way from an empty folder to a district at work; what is done already is skipped."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypedDict

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError, ProgrammingError
from django.utils import translation

from liren.site import database
from liren.site.roles import NAMES
from liren.site.terminal import Stop, _, complain, language, table

EXAMPLE_PACK = "jiashan"


class Login(TypedDict):
    """One invented person of the example district."""

    role: str
    area: str
    username: str
    password: str


@contextmanager
def _step(sentence: str) -> Iterator[None]:
    began = time.monotonic()
    complain(f"· {sentence}……")
    yield
    complain(f"  {_('完成，用时 {seconds:.1f} 秒').format(seconds=time.monotonic() - began)}")


def is_behind() -> bool:
    """Whether migrations wait to be applied, or the database is not there at all."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (OperationalError, ProgrammingError):
        return True


def refuse_if_unfit() -> None:
    """Stop with a sentence when the database has to be upgraded, or knows no Chinese."""
    try:
        if is_behind():
            raise Stop(_("数据库还没有建立或需要升级。请先运行 liren migrate，再启动。"))
        with connection.cursor() as cursor:
            cursor.execute(database.KNOWS_CHINESE)
            if cursor.fetchone() != (True,):
                raise Stop(database.wrong_locale())
    finally:
        connections.close_all()


def migrate() -> None:
    """Bring the tables up to date as owner, and give the lesser role its rights."""
    with _step(_("正在建立或升级数据表")):
        call_command("migrate", interactive=False, verbosity=0)
        database.grant_app()
    compare_packs()


def compare_packs() -> None:
    """Load the rules of all packs, so that places can be set side by side."""
    from liren.kernel.policy import packs

    with _step(_("正在装入各地标准")):
        packs.load_all()


def apply_pack(name: str, leave_out: frozenset[str] = frozenset()) -> None:
    """Load a jurisdiction pack."""
    from liren.kernel.policy import packs

    with _step(_("正在装入政策包 {name}").format(name=name)):
        packs.apply(name, leave_out=leave_out)


def prepare() -> list[Login]:
    """Make the example district unless it is there, and return who can log in.

    An external database that is not meant for it is only brought up to date.
    """
    from liren.site import example

    database.ensure_database()
    if not database.is_example():
        return _prepare_real()
    if is_behind():
        migrate()
    elif not example.is_loaded():
        _start_over()
    if not example.is_loaded():
        # the invented district stands alone: no real street lies beside it
        apply_pack(EXAMPLE_PACK, frozenset({"areas.csv"}))
        with _step(_("正在建立示例区“和安区”")):
            example.load()
    found = logins()
    connections.close_all()
    return found


def _prepare_real() -> list[Login]:
    complain(_("这是正式数据库（库名不以 example 结尾），不装入示例数据。"))
    if is_behind():
        migrate()
    connections.close_all()
    return []


def _start_over() -> None:
    """Throw away an example district that was interrupted while it was made."""
    if database.is_embedded():
        connections.close_all()
        database.drop(database.EXAMPLE)
        database.ensure_database()
        migrate()


def logins() -> list[Login]:
    """The invented people of the example district."""
    from liren.site import example

    return list(example.logins())


def logins_table(address: str, found: Sequence[Login]) -> str:
    """The address, and who can log in with which password."""
    head = [_("角色"), _("范围"), _("登录名"), _("密码")]
    with translation.override(language()):
        rows = [
            [str(NAMES[one["role"]]), one["area"], one["username"], one["password"]]
            for one in found
        ]
    lines = ["", table(head, rows)] if rows else [""]
    if address:
        lines += ["", _("里仁已经启动：{address}（按 Ctrl-C 停止）").format(address=address), ""]
    return "\n".join(lines)
