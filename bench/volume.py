"""Many cases at once, by SQL: two years, all areas, 97 of 100 ended, as after years of work."""

from itertools import islice

from django.db.models import Model

from bench.city import CODE
from bench.house import House
from bench.words import texts

TEXTS, REPORTERS = 20_000, 5_000

PREPARE = """
CREATE UNLOGGED TABLE IF NOT EXISTS bench_text
    (n int PRIMARY KEY, title text, text text, address text, words tsvector);
ALTER TABLE bench_text OWNER TO liren;
TRUNCATE bench_text;
"""
# drawn once for each row: where, what, by whom, when, and how far it went
FILL = """
WITH grid AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY path) - 1 AS n, id, path, code, lng, lat
    FROM access_area WHERE level = 'grid' AND path LIKE %(city)s
), kind AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM cases_casekind
), body AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM access_body WHERE code LIKE 'dept%%'
), person AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM access_user
    WHERE username LIKE 'bench-crowd-%%'
), size AS (
    SELECT (SELECT count(*) FROM grid) AS grids, (SELECT count(*) FROM kind) AS kinds,
        (SELECT count(*) FROM body) AS bodies, (SELECT count(*) FROM person) AS people
), drawn AS (
    SELECT i, now() - interval '730 days' * (1 - i / %(cases)s::float) AS at,
        floor(random() * grids)::int AS g, floor(random() * kinds)::int AS k,
        floor(random() * bodies)::int AS b, floor(random() * people)::int AS p,
        floor(random() * %(texts)s)::int AS t, random() AS luck, random() AS luck2
    FROM generate_series(1, %(cases)s) AS i, size
), staged AS (
    SELECT *, CASE
        WHEN luck > CASE WHEN at > now() - interval '22 days' THEN 0.8 ELSE 0.006 END
        THEN CASE WHEN luck2 < 0.98 THEN 'closed' ELSE 'rejected' END
        ELSE (ARRAY['reported', 'accepted', 'dispatched', 'signed', 'handling', 'handled',
            'verified'])[1 + floor(luck2 * 7)::int] END AS state
    FROM drawn
)
INSERT INTO cases_case (uid, area_id, area_path, kind_id, office, title, text, address, lng, lat,
    words, source, urgent, reporter_id, state, handler_id, handled_by_id, reported_at, stage_at,
    due_at, due_sure, handle_due_at, handled_at, closed_at, outcome, returned, redone, rating,
    rating_note, rated_at, picture_count, join_count, numbers, duty_code)
SELECT gen_random_uuid(), grid.id, grid.path, kind.id, left(grid.code, 9), text.title, text.text,
    text.address, grid.lng, grid.lat, text.words,
    (ARRAY['resident', 'patrol', 'desk'])[1 + (i %% 3)], luck2 > 0.97, person.id, state,
    CASE WHEN state NOT IN ('reported', 'accepted', 'rejected') THEN body.id END,
    CASE WHEN state IN ('handled', 'verified', 'closed') THEN person.id END,
    at, least(at + interval '2 hours', now()),
    CASE WHEN state NOT IN ('closed', 'rejected') THEN at + interval '6 days' * luck2 END, true,
    CASE WHEN state NOT IN ('reported', 'accepted', 'rejected') THEN at + interval '5 days' END,
    CASE WHEN state IN ('handled', 'verified', 'closed') THEN at + interval '6 days' * luck2 END,
    CASE WHEN state IN ('closed', 'rejected') THEN at + interval '7 days' * luck2 END,
    CASE WHEN state = 'closed' THEN '已处理完毕，现场恢复原状。' ELSE '' END, 0, 0,
    CASE WHEN state = 'closed' AND luck2 < 0.3 THEN 'satisfied' ELSE '' END, '',
    CASE WHEN state = 'closed' AND luck2 < 0.3 THEN at + interval '8 days' END, 0, 0, '', ''
FROM staged
JOIN grid ON grid.n = g JOIN kind ON kind.n = k JOIN body ON body.n = b
JOIN person ON person.n = p JOIN bench_text AS text ON text.n = t
ORDER BY i
"""
WAITING = """
UPDATE cases_case SET state = 'reported', due_at = now() + interval '4 hours', closed_at = NULL,
    handler_id = NULL, handled_by_id = NULL, handled_at = NULL, rating = '', rated_at = NULL
WHERE id IN (SELECT id FROM cases_case WHERE state = 'closed' AND area_path LIKE %s LIMIT %s)
RETURNING uid
"""


def prepare(made: House) -> None:
    """Texts and reporters, once for all fillings."""
    from liren.kernel.access.models import User
    from liren.kernel.base.words import vector

    crowd = [User(username=f"bench-crowd-{n}", name=f"居民{n}") for n in range(REPORTERS)]
    User.objects.bulk_create(crowd, ignore_conflicts=True)
    with made.link() as link:
        link.execute(PREPARE)
        with link.cursor().copy("COPY bench_text FROM STDIN") as copy:
            for n, (title, text, address) in enumerate(islice(texts(1), TEXTS)):
                copy.write_row([n, title, text, address, vector(f"{title} {address} {text}")])
        link.execute("ANALYZE bench_text")


def fill(made: House, cases: int) -> None:
    """Replace all cases by so many others; indexes are built afterwards, over all of them."""
    from django.db import connection

    from liren.apps.cases.jobs import count_days
    from liren.apps.cases.models import Case

    facts = {"cases": cases, "texts": TEXTS, "city": f"{CODE}.%"}
    with made.link() as link:
        link.execute("TRUNCATE cases_case, cases_step, cases_caseday, audit_entry CASCADE")
        with connection.schema_editor() as editor:
            for index in Case._meta.indexes:
                editor.remove_index(Case, index)
        # foreign keys are right by the joins: to check millions of them takes minutes
        link.execute("SET session_replication_role = replica")
        for name, plain in defaults(Case).items():
            link.execute(f"ALTER TABLE cases_case ALTER {name} SET DEFAULT '{plain}'")
        link.execute("SET enable_nestloop = off; SET enable_mergejoin = off")
        link.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'")
        link.execute(FILL, facts)
        for name in defaults(Case):
            link.execute(f"ALTER TABLE cases_case ALTER {name} DROP DEFAULT")
        with connection.schema_editor() as editor:
            for index in Case._meta.indexes:
                editor.add_index(Case, index)
        count_days()
        link.execute("VACUUM ANALYZE")
        link.execute("CHECKPOINT")


def defaults(model: type[Model]) -> dict[str, object]:
    """Column → what stands in it where a case says nothing: so FILL names only what it varies."""
    plain = {}
    for field in model._meta.concrete_fields:
        given = "" if field.empty_strings_allowed and not field.null else None
        value = field.default if field.has_default() else given
        if isinstance(value, str | int) and not field.is_relation:
            plain[field.column] = value
    return plain


def waiting(made: House, path: str, number: int) -> list[str]:
    """Turn so many ended cases below a path back into reports that wait."""
    with made.link() as link:
        return [str(uid) for (uid,) in link.execute(WAITING, [f"{path}%", number]).fetchall()]
