"""How the program reaches its database: as owner or as the lesser role, and who may do what.

Migrations and loading run as the owner. Web and worker run as a role that can neither change nor
remove rows of an append-only table, and that changes no structure.
"""

import os
from collections.abc import Iterable

import psycopg
from django.apps import apps
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from liren.site.folders import place
from liren.site.postgres import APP, OWNER
from liren.site.terminal import Stop, _

EXAMPLE = "liren_example"
KNOWS_CHINESE = "SELECT cardinality(show_trgm('乱堆放')) > 0"
EXTENSIONS = ("pg_trgm",)
POOL_TIMEOUT = 2  # seconds a page waits for a connection before it says so
CONNECT_TIMEOUT = 5
PROTECTED = ("django_migrations",)


Settings = dict[str, object]


def role() -> str:
    """The role this process takes: `LIREN_DB_ROLE`, `owner` or (by default) `app`."""
    return os.environ.get("LIREN_DB_ROLE") or "app"


def is_embedded() -> bool:
    """Whether the program runs its own server."""
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_APP_URL"))


def name() -> str:
    """The name of the database in the embedded server."""
    return os.environ.get("LIREN_DATABASE") or "liren"


def own_name() -> str:
    """The name of the database of this process, wherever its server is."""
    return name() if is_embedded() else str(_given("DATABASE_URL")["dbname"])


def is_example() -> bool:
    """Whether this process works in the database of the example district.

    In an external server that is a database whose name ends with `example`: the invented people
    and their printed passwords never come among real ones.
    """
    if is_embedded():
        return name() == EXAMPLE
    return own_name().endswith("example")


def app_role() -> str:
    """The name of the lesser role."""
    given = conninfo_to_dict(os.environ.get("DATABASE_APP_URL", ""))
    return str(given.get("user") or APP)


def databases() -> dict[str, Settings]:
    """The `DATABASES` of the settings, for the role of this process."""
    where, options = _embedded() if is_embedded() else _external()
    options["connect_timeout"] = CONNECT_TIMEOUT
    if pool := os.environ.get("LIREN_DB_POOL"):
        options["pool"] = {
            "min_size": 1,
            "max_size": int(pool),
            "timeout": POOL_TIMEOUT,
            # give up soon: the next page asks again, so the pool is back with the database
            "reconnect_timeout": 1,
        }
    settings: Settings = {
        "ENGINE": "liren.kernel.base.postgres",
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        **where,
        "OPTIONS": options,
    }
    return {"default": settings}


def _embedded() -> tuple[Settings, Settings]:
    user = OWNER if role() == "owner" else APP
    return {"NAME": name(), "USER": user, "HOST": str(place().socket), "PORT": "5432"}, {}


def _external() -> tuple[Settings, Settings]:
    given = _given("DATABASE_URL" if role() == "owner" else "DATABASE_APP_URL")
    parts = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    parts["PORT"] = "port"
    where: Settings = {key: str(given.pop(part, "") or "") for key, part in parts.items()}
    return where, dict(given)


def _given(variable: str) -> dict[str, str | int | None]:
    """The parts of an address given by the environment."""
    try:
        given = conninfo_to_dict(os.environ.get(variable, ""))
    except psycopg.ProgrammingError as fault:
        raise Stop(
            _("{variable} 不是有效的数据库地址：{reason}").format(variable=variable, reason=fault)
        ) from fault
    if not given.get("dbname"):
        raise Stop(
            _(
                "请用 {variable} 给出数据库地址，例如 postgresql://用户:口令@主机/库名。"
                "DATABASE_URL 供所有者（升级用），DATABASE_APP_URL 供权限较小的账户（网页用）。"
            ).format(variable=variable)
        )
    return given


def ensure_database() -> None:
    """Make the database of this process in the embedded server, and the extensions in it."""
    if is_embedded():
        create(name())
    with owner_connection(name() if is_embedded() else "") as link:
        for extension in EXTENSIONS:
            link.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")  # a name of ours
        row = link.execute(KNOWS_CHINESE).fetchone()
        if not row or not row[0]:
            raise Stop(wrong_locale())


def wrong_locale() -> str:
    """What is wrong with a database that sees no letters in Chinese, and the way out."""
    return _(
        "这个数据库的区域设置不认识汉字，检索会找不到中文。"
        "请用 UTF8 编码、C.UTF-8 区域另建数据库，再装入数据。"
    )


def create(database: str, template: str = "template1") -> None:
    """Make a database unless it is there."""
    with owner_connection("postgres") as link:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if link.execute(query, [database]).fetchone() is None:
            link.execute(_sql("CREATE DATABASE {} TEMPLATE {}", database, template))


def drop(database: str) -> None:
    """Remove a database with everything in it, whoever is connected."""
    with owner_connection("postgres") as link:
        link.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", database))


def owner_connection(database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as owner outside Django, which commits each statement."""
    try:
        return psycopg.connect(owners_address(database), autocommit=True)
    except psycopg.OperationalError as fault:
        raise Stop(
            _("无法以所有者身份连接数据库，请检查 DATABASE_URL：{reason}").format(reason=fault)
        ) from fault


def owners_address(database: str) -> str:
    """The address under which the owner reaches a database; empty is the one that was given."""
    if is_embedded():
        return make_conninfo(host=str(place().socket), port=5432, user=OWNER, dbname=database)
    _given("DATABASE_URL")  # or it says what is missing
    changed = {"dbname": database} if database else {}
    return make_conninfo(os.environ["DATABASE_URL"], **changed)


def _sql(text: str, *names: str) -> psycopg.sql.Composed:
    return psycopg.sql.SQL(text).format(*map(psycopg.sql.Identifier, names))


# ── privileges ──────────────────────────────────────────────────────────────────────────────


def append_only_tables() -> list[str]:
    """Tables whose model is marked `append_only`."""
    models = apps.get_models(include_auto_created=True)
    return sorted({m._meta.db_table for m in models if getattr(m, "append_only", False)})


def grant_app() -> None:
    """Give the lesser role what web and worker need, and nothing on what may not change.

    All in one statement string, which the server runs as one transaction: at no moment may the
    lesser role change an append-only table.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = map(connection.ops.quote_name, cursor.fetchone())
        app = connection.ops.quote_name(app_role())
        closed = ", ".join(map(connection.ops.quote_name, _with_partitions(append_only_tables())))
        later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT"
        statements = [
            f"GRANT CONNECT ON DATABASE {database} TO {app}",
            f"GRANT USAGE ON SCHEMA {schema} TO {app}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {app}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {app}",
            *(f"GRANT EXECUTE ON FUNCTION {function} TO {app}" for function in _functions()),
            f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(PROTECTED)} FROM {app}",
            # a new table is readable and takes new rows until the next grant says more
            f"{later} SELECT, INSERT ON TABLES TO {app}",
            f"{later} USAGE, SELECT ON SEQUENCES TO {app}",
        ]
        if closed:
            statements.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {closed} FROM {app}")
        cursor.execute(";\n".join(statements))


def _functions() -> list[str]:
    """Our functions; those of an extension belong to nobody here and are open to all."""
    query = "SELECT oid::regprocedure::text FROM pg_proc WHERE proowner = current_user::regrole"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(name for (name,) in cursor.fetchall())


def _with_partitions(tables: Iterable[str]) -> list[str]:
    query = (
        "SELECT DISTINCT relname FROM pg_class, unnest(%s::regclass[]) AS root"
        " WHERE oid = root OR oid IN (SELECT relid FROM pg_partition_tree(root))"
    )
    with connection.cursor() as cursor:
        quoted = [connection.ops.quote_name(table) for table in tables]
        cursor.execute(query, [quoted])
        return sorted(name for (name,) in cursor.fetchall())
