"""The database into which a backup is read: made beside the old one, then put in its place."""

import os
from contextlib import suppress

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from liren.site import database
from liren.site.terminal import Stop, _

FULL = """
SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
"""
USERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
MAY = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
THERE = "SELECT 1 FROM pg_database WHERE datname = %s"


class Target:
    """A database by name, and the one beside it in which the backup is built up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.exists = self._ask_server(THERE, name) is not None
        self.beside = f"{name}_restoring"
        self.may_create = bool(self._ask_server(MAY))
        if not self.may_create:
            self.beside = name

    @property
    def is_full(self) -> bool:
        """Whether there is anything in it."""
        if not self.exists:
            return False
        with database.owner_connection(self.name) as link:
            return bool((link.execute(FULL).fetchone() or (False,))[0])

    def check(self, *, replace: bool) -> None:
        """Stop when it is in use, or cannot be replaced."""
        if self.exists and int(str(self._ask_server(USERS, self.name) or 0)):
            says = _("数据库 {name} 正在使用。请先停止 liren serve 和其他连接它的程序。")
            raise Stop(says.format(name=self.name))
        if replace and not self.may_create:
            says = _("这个数据库账户不能建库，所以不能替换 {name}。请由管理员另建一个空库。")
            raise Stop(says.format(name=self.name))
        if not self.exists and not self.may_create:
            says = _("没有数据库 {name}，这个账户也不能建库。请由管理员先建立它。")
            raise Stop(says.format(name=self.name))

    def address(self) -> str:
        """Where the backup is read into."""
        return database.owners_address(self.beside)

    def prepare(self) -> None:
        """An empty database beside, in which nothing of an earlier attempt is left."""
        if self.may_create:
            database.drop(self.beside)
            database.create(self.beside, "template0")

    def take_this(self) -> None:
        """Have this process, and what it starts, work in the new database from now on."""
        if database.is_embedded():
            os.environ["LIREN_DATABASE"] = self.beside
            return
        for variable in ("DATABASE_URL", "DATABASE_APP_URL"):
            if given := os.environ.get(variable):
                os.environ[variable] = make_conninfo(given, dbname=self.beside)

    def abandon(self) -> None:
        """Throw away what was begun."""
        if self.may_create:
            with suppress(Stop, psycopg.Error):
                database.drop(self.beside)

    def put_in_place(self) -> None:
        """The new database takes the name, and the old one goes: both, or neither."""
        if not self.may_create:
            return
        old = f"{self.name}_replaced"
        with database.owner_connection(self.beside) as link:
            link.execute("ANALYZE")
        with database.owner_connection("postgres") as link:
            link.execute(_words("DROP DATABASE IF EXISTS {} WITH (FORCE)", old))
            with link.transaction():
                if self.exists:
                    link.execute(_words("ALTER DATABASE {} RENAME TO {}", self.name, old))
                link.execute(_words("ALTER DATABASE {} RENAME TO {}", self.beside, self.name))
            link.execute(_words("DROP DATABASE IF EXISTS {} WITH (FORCE)", old))

    def _ask_server(self, query: str, *values: str) -> object:
        with database.owner_connection("postgres") as link:
            row = link.execute(query.encode(), values).fetchone()
            return row[0] if row else None


def _words(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
