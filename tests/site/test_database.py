"""Two roles on the real server: the owner, and the one that web and worker use."""

import os

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from liren.site import database
from liren.site.terminal import Stop

OWNER_URL = "postgresql://boss:s%40fe@db.example:5433/city?sslmode=require"
APP_URL = "postgresql://web:word@db.example:5433/city"


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", OWNER_URL)
    monkeypatch.setenv("DATABASE_APP_URL", APP_URL)


def test_owner_and_web_have_different_accounts_outside(
    outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIREN_DB_ROLE", "owner")
    owner = database.databases()["default"]
    assert (owner["USER"], owner["PASSWORD"], owner["HOST"]) == ("boss", "s@fe", "db.example")
    assert (owner["PORT"], owner["NAME"]) == ("5433", "city")
    assert owner["OPTIONS"] == {"sslmode": "require", "connect_timeout": 5}
    monkeypatch.setenv("LIREN_DB_ROLE", "app")
    assert database.databases()["default"]["USER"] == "web"
    assert database.app_role() == "web"


def test_missing_address_of_the_lesser_role_is_said(
    outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_APP_URL")
    monkeypatch.setenv("LIREN_DB_ROLE", "app")
    with pytest.raises(Stop, match="DATABASE_APP_URL"):
        database.databases()


def test_only_web_has_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIREN_DB_POOL", raising=False)
    options = database.databases()["default"]["OPTIONS"]
    assert isinstance(options, dict)
    assert "pool" not in options
    monkeypatch.setenv("LIREN_DB_POOL", "7")
    options = database.databases()["default"]["OPTIONS"]
    assert isinstance(options, dict)
    assert options["pool"]["max_size"] == 7


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours")
def test_role_and_name_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIREN_DATABASE", "liren_example")
    monkeypatch.delenv("LIREN_DB_ROLE", raising=False)
    found = database.databases()["default"]
    assert (found["USER"], found["NAME"]) == ("liren_app", "liren_example")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.usefixtures("as_app_role")
def test_web_cannot_change_what_is_append_only(verb: str) -> None:
    for table in database.append_only_tables():
        with pytest.raises(DatabaseError, match="permission denied"):
            _try(verb.format(table, first := _first_column(table), first))


def _first_column(table: str) -> str:
    with connection.cursor() as cursor:
        return str(connection.introspection.get_table_description(cursor, table)[0].name)


def _try(statement: str) -> None:
    """Try it in a savepoint, so that the next try finds the transaction usable."""
    _run("SAVEPOINT attempt")
    try:
        _run(statement)
    except DatabaseError:
        _run("ROLLBACK TO SAVEPOINT attempt")
        raise


def test_the_audit_is_append_only() -> None:
    assert "audit_entry" in database.append_only_tables()


@pytest.mark.usefixtures("as_app_role")
def test_web_can_use_all_other_tables() -> None:
    closed = {*database.append_only_tables(), *database.PROTECTED}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if ".tests." not in model.__module__
    }
    for table in sorted(tables - closed):
        _try(f'DELETE FROM "{table}" WHERE false')


@pytest.mark.usefixtures("as_app_role")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_entry ADD COLUMN more int",
        "DROP TABLE audit_entry",
    ],
)
def test_web_cannot_change_the_house(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        _try(statement)


def test_a_new_table_takes_rows_but_no_changes_until_the_next_grant(db: None) -> None:
    _run("CREATE TABLE fresh (id int)")
    _run(f"SET ROLE {database.app_role()}")
    _try("INSERT INTO fresh VALUES (1)")
    with pytest.raises(DatabaseError, match="permission denied"):
        _try("UPDATE fresh SET id = 2")


def test_partitions_are_closed_with_their_table(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _run("CREATE TABLE events (id int) PARTITION BY RANGE (id)")
    _run("CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (9)")
    tables = database.append_only_tables()
    monkeypatch.setattr(database, "append_only_tables", lambda: [*tables, "events"])
    database.grant_app()
    _run(f"SET ROLE {database.app_role()}")
    for table in ("events", "events_1"):
        with pytest.raises(DatabaseError, match="permission denied"):
            _try(f"UPDATE {table} SET id = 2")
    _try("INSERT INTO events VALUES (1)")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours")
def test_a_database_that_knows_no_chinese_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = f"test_{os.getpid()}_deaf"
    with database.owner_connection("postgres") as link:
        locale = "ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        link.execute(f"CREATE DATABASE {deaf} {locale}".encode())
    monkeypatch.setenv("LIREN_DATABASE", deaf)
    try:
        with pytest.raises(Stop, match="UTF-8"):
            database.ensure_database()
    finally:
        database.drop(deaf)
