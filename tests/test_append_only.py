"""What is written once stays: the database itself says no to web and worker."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, transaction  # noqa: TID251 — undoes what the database refused
from django.db.utils import ProgrammingError

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.audit.models import Entry
from liren.kernel.testing import world
from liren.site.database import append_only_tables
from tests.town import OWN, TEXT

TABLES = ("audit_entry", "cases_step")
HISTORY = ("lineage_descent", "lineage_edition", "lineage_moved", "places_formerborder")


@pytest.fixture
def case(db: None) -> Case:
    """A case with a step and an entry."""
    world.rules()
    grid, kind = world.area(OWN + "01."), kinds_in_force()["corridor_clutter"]
    reporter = world.actor("reporter", "resident", OWN)
    return actions.report(reporter, grid, kind=kind, text=TEXT, source="resident")


def test_these_are_all_of_them() -> None:
    assert {*TABLES, *HISTORY, "audit_seal"} <= set(append_only_tables())
    marked = [m for m in apps.get_models() if getattr(m, "append_only", False)]
    assert {m._meta.db_table for m in marked} == set(append_only_tables())


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_history_of_areas_stays(as_app_role: None, table: str, sql: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_seal SET hash = hash",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
        "INSERT INTO audit_seal TABLE audit_seal ON CONFLICT (number) DO UPDATE SET at = now()",
        "UPDATE audit_entry SET xact = '1'",
        "DROP TABLE audit_seal",
    ],
)
def test_seals_stay(as_app_role: None, sql: str) -> None:
    with pytest.raises(ProgrammingError, match=NO):
        run(sql)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET verb = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "UPDATE {} SET verb = verb WHERE false",
        "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (id) DO UPDATE SET verb = 'x'",
        "MERGE INTO {0} USING {0} AS s ON {0}.id = s.id WHEN MATCHED THEN DELETE",
        "SELECT * FROM {} FOR UPDATE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {} CASCADE",
        "ALTER TABLE {} OWNER TO liren_app",
        "GRANT UPDATE ON {} TO liren_app",
        "CREATE TRIGGER t AFTER INSERT ON {} EXECUTE FUNCTION tsvector_update_trigger()",
        "CREATE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)
def test_the_lesser_role_may_not_touch_it(
    case: Case, as_app_role: None, table: str, sql: str
) -> None:
    said = sql.format(table)
    if said.startswith("GRANT"):  # the server only warns that nothing was granted
        run(said)
        assert run(f"SELECT has_table_privilege(current_user, '{table}', 'UPDATE')") == (False,)
        return
    with pytest.raises(ProgrammingError, match=NO):
        run(said)


NO = re.compile("permission denied|must be owner|must be able to SET ROLE")


def run(sql: str) -> object:
    """One statement in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


ORM: dict[str, Callable[[], object]] = {
    "update": lambda: Entry.objects.update(verb="x"),
    "delete": lambda: Entry.objects.all().delete(),
    "save": lambda: Entry.objects.latest("pk").save(),
    "save a step": lambda: Step.objects.latest("pk").save(),
    "delete the case": lambda: Case.objects.all().delete(),
}


@pytest.mark.parametrize("name", ORM)
def test_nor_by_django(case: Case, as_app_role: None, name: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ORM[name]()


def test_the_lesser_role_writes_and_reads_on(case: Case, as_app_role: None) -> None:
    desk = world.actor("desk", "subdistrict_desk", OWN)
    before = Entry.objects.count()
    assert actions.accept(desk, case).state == "accepted"
    assert Entry.objects.count() == before + 1
    assert Step.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x (a int)",
        "CREATE SCHEMA x",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DELETE FROM django_migrations",
        "COPY cases_case TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_lesser_role_changes_no_structure(case: Case, as_app_role: None, sql: str) -> None:
    with pytest.raises(ProgrammingError, match=NO):
        run(sql)
