"""The house rules that no linter knows. Each failure says which rule and what to do."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from liren.kernel.access.action import ACTIONS
from liren.kernel.access.ways import Named
from liren.site.roles import NAMES, ROLES
from liren.site.urls import api
from liren.site.verbs import VERBS
from tests import baselines

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "liren"
CODE = [p for p in HOUSE.rglob("*.py") if "migrations" not in p.parts]
SOURCE = [p for p in CODE if "tests" not in p.parts]
PAGES = sorted(HOUSE.rglob("templates/**/*.html"))
LONGEST_FUNCTION, LONGEST_FILE = 40, 400
BANNED = frozenset(
    {
        *("util", "utils", "helper", "helpers", "common", "misc", "manager", "service"),
        *("handler", "data", "info", "process"),
    }
)
WRITES = frozenset(
    {
        *("save", "delete", "create", "update", "bulk_create", "bulk_update"),
        *("get_or_create", "update_or_create"),
    }
)
WRITERS = frozenset({"actions.py", "jobs.py"})
# who writes outside an action, and why; a line that is no longer needed fails
MAY_WRITE = {
    ("kernel/doors/views/login.py", "delete"): "signing out ends this device's own session",
    ("kernel/doors/codes.py", "create"): "a log-in code belongs to nobody who could act yet",
    ("kernel/doors/codes.py", "update"): "the code before a new one is dead",
    ("kernel/doors/codes.py", "save"): "a wrong try is counted although it is refused",
    ("kernel/doors/codes.py", "delete"): "the worker drops codes that no longer count",
    ("kernel/doors/limits.py", "delete"): "tries are counted before anybody acts",
    ("kernel/api/tokens.py", "update"): "the day on which a token was last used",
    ("apps/places/models/estates.py", "save"): "a row keeps the sound of its name beside it",
    ("apps/people/models/persons.py", "save"): "a row keeps the sound of its name beside it",
}
# pages that a verb on the role page has no address for, and why
NO_PAGE = {
    "access.act_for": "a field of the form in which the desk reports for a caller",
    "site.metrics": "text for programs, at /metrics",
}


def routes(where: URLResolver | None = None) -> Iterator[URLPattern]:
    """All addresses of the sitemap."""
    for item in (where or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            yield from routes(item)
        else:
            yield item


def names() -> set[str]:
    """The names of all addresses."""
    return {route.name for route in routes() if route.name}


def operations() -> set[str]:
    """The operations of the API by their names."""
    paths = api.get_openapi_schema()["paths"].values()
    return {operation["operationId"] for path in paths for operation in path.values()}


def rel(path: Path) -> str:
    """A path as the lists above write it."""
    return str(path.relative_to(HOUSE))


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


# ── one verb, one name ──────────────────────────────────────────────────────────────────────


def documented() -> str:
    """The whole reference."""
    return "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs/reference").glob("*.md"))


def named_in_tests() -> str:
    """All tests but those that take every verb alike."""
    found = [p for p in CODE if "tests" in p.parts] + list((ROOT / "tests").rglob("*.py"))
    alike = {"test_house.py", "test_matrix.py", "town.py", "routes.py"}
    return "".join(p.read_text(encoding="utf-8") for p in found if p.name not in alike)


@pytest.mark.parametrize("verb", sorted(ACTIONS))
def test_one_verb_one_name(verb: str) -> None:
    """An action is a permission, a page, an API operation, a paragraph, a test and a label."""
    lacks = {
        "a role that may do it (site/roles.py ROLES)": verb not in set().union(*ROLES.values()),
        "a label (site/verbs.py)": verb not in VERBS,
        "a page (urls.py)": verb not in names(),
        "an API operation (api.py)": verb not in operations(),
        "a paragraph headed by it (docs/reference)": f"## `{verb}`" not in documented(),
        "a test that names it": not re.search(rf"{re.escape(verb)}\b", named_in_tests()),
    }
    assert not any(lacks.values()), f"{verb} lacks: {[k for k, bad in lacks.items() if bad]}"


def test_every_verb_on_the_role_page_is_known() -> None:
    granted = set().union(*ROLES.values())
    assert granted == set(VERBS), "a label for every verb, and no label for a verb that is gone"
    pages = names()
    for verb in granted - set(ACTIONS) - set(NO_PAGE):
        assert verb in pages or verb in operations(), f"{verb} opens nothing"
        assert f"## `{verb}`" in documented(), f"{verb} has no paragraph in docs/reference"
    stale = [verb for verb in NO_PAGE if verb in pages - {"site.metrics"} or verb not in granted]
    assert stale == [], "these exemptions are no longer needed"


def test_every_role_has_a_name_and_a_chinese_word() -> None:
    assert set(NAMES) == set(ROLES)
    assert len({str(name) for name in NAMES.values()}) == len(NAMES), "two roles of one name"


def test_ways_name_roles_that_exist() -> None:
    for model in apps.get_models():
        for way in getattr(model, "ways", ()):
            assert not isinstance(way, Named) or way.role in ROLES, f"{model}: {way}"
        for verb in getattr(model, "bars", {}):
            assert verb in ACTIONS, f"{model} bars {verb}, which is no action"


# ── who writes, who points where ────────────────────────────────────────────────────────────


def writes(path: Path) -> Iterator[tuple[str, int]]:
    """Calls in a file that look like writing."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in WRITES:
            yield called.attr, called.lineno


def is_writer(path: Path) -> bool:
    """Actions and jobs, engines below the doors, what invents the example or backs it up."""
    parts = path.relative_to(HOUSE).parts
    engine = parts[0] == "kernel" and parts[1] not in ("doors", "web", "api")
    writer = path.name in WRITERS or path.parent.name == "actions"
    return writer or engine or parts[:2] in {("site", "example"), ("site", "backup")}


def test_only_actions_write() -> None:
    used = set()
    for path in SOURCE:
        if is_writer(path):
            continue
        for verb, line in writes(path):
            used.add((rel(path), verb))
            assert (rel(path), verb) in MAY_WRITE, f"{path}:{line} writes; move it into actions.py"
    assert set(MAY_WRITE) - used == set(), "these exemptions are no longer needed"


def test_foreign_keys_point_down() -> None:
    """What imports cannot show: a key named by a string, and the way back that it opens."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    ladder = next(c["layers"] for c in contracts["contracts"] if c["id"] == "apps")[::-1]
    height = {a.strip(" ()"): i for i, rung in enumerate(ladder) for a in rung.split("|")}
    for model in apps.get_models():
        here = height.get(model._meta.app_label, -1)
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model:
                there = height.get(field.related_model._meta.app_label, -1)
                assert there <= here, f"{field} points up the ladder"
                if here > there and here >= 0:
                    back = field.remote_field
                    assert back is not None, field
                    assert back.hidden, f'{field}: related_name="+"'


# ── size and names ──────────────────────────────────────────────────────────────────────────


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_and_files_stay_short() -> None:
    long = [
        f"{path}:{one.lineno} {one.name}"
        for path in CODE
        for one in functions(path)
        if (one.end_lineno or 0) - one.lineno >= LONGEST_FUNCTION
    ]
    assert long == [], "split these functions"
    ours = [*CODE, *PAGES, *HOUSE.glob("kernel/web/static/web/*.js")]
    assert [p for p in ours if len(p.read_text().splitlines()) > LONGEST_FILE] == []


def test_names_say_something() -> None:
    modules = [p for p in SOURCE if p.stem in BANNED or p.parent.name in BANNED]
    assert modules == []
    vague = [
        f"{path}:{one.lineno} {one.name}"
        for path in SOURCE
        for one in ast.parse(path.read_text(encoding="utf-8")).body  # a class says whose
        if isinstance(one, ast.FunctionDef | ast.ClassDef)
        if one.name.strip("_").lower() in BANNED or one.name.startswith("do_")
    ]
    assert vague == []


def test_public_functions_say_what_they_do() -> None:
    """One sentence on every public function and class; tests speak for themselves."""
    silent = []
    for path in SOURCE:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{rel(path)}:{node.lineno} {node.name}")
    assert [one for one in silent if "/apps.py" not in one] == []


def test_nobody_leaves_notes_to_self() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
    ours = [*CODE, *PAGES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    assert [p for p in ours if mark.search(p.read_text(encoding="utf-8"))] == []


# ── pages ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p).split("templates/")[1])
def test_templates(page: Path) -> None:
    get_template(str(page).split("templates/")[1])
    html = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", page.read_text(), flags=re.DOTALL
    )
    inline = re.findall(
        r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", html
    )
    assert inline == [], "no inline script or style (CSP)"
    for form in re.findall(r"<form(?:{[{%].*?[%}]}|[^>])*>", html):
        assert re.search(r"\smethod=", form), f"a form says its method: {form}"
        assert re.search(r"\saction=", form), f"a form says where it goes: {form}"
        swap = re.search(r'hx-(?:post|get)="([^"]+)"', form)
        goes = re.search(r'\saction="([^"]+)"', form)
        assert not swap or (goes and swap[1] == goes[1]), f"htmx and the form differ: {form}"
    for post in re.findall(
        r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL | re.IGNORECASE
    ):
        assert re.search(r"csrf_token|csrfmiddlewaretoken", post), (
            "a form that changes something carries its token"
        )


def test_openapi_is_as_published() -> None:
    file = ROOT / "docs/reference/openapi.json"
    now = json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False)
    now = re.sub(r'("description": ".*?)\s*"', r'\1"', now) + "\n"
    if baselines.WRITES:
        file.write_text(now, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == now, (
        "the API changed; UPDATE_BASELINES=1 and a line in changelog/ if meant"
    )


def test_the_description_is_made_once() -> None:
    assert api.get_openapi_schema() is api.get_openapi_schema()


def test_every_operation_is_described() -> None:
    for path, operations_ in api.get_openapi_schema()["paths"].items():
        for method, one in operations_.items():
            where = f"{method} {path}"
            assert one.get("description") or one.get("summary"), f"{where} says nothing"
            assert re.fullmatch(r"[a-z]+\.[a-z_]+", one["operationId"]), where
            assert one.get("security") or path.startswith("/api/v1/open/"), where
