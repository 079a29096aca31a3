"""The API as its own description says it, asked with everything that fits and does not fit it.

Schemathesis makes the requests. Nothing may answer with a fault of ours; what goes wrong is a
problem with a sentence; what goes well is as the description says. `make hostile` asks longer.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from functools import cache
from typing import Any, get_args

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction  # noqa: TID251 — undoes what a request did
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from liren.kernel.policy import values
from liren.site.urls import api
from liren.site.verbs import VERBS
from tests.routes import API
from tests.town import Town, token_of

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES") or 2)
LONGEST = 2.0  # seconds for one operation in the suite; a longer run has no such end
ROLES = ("district_office", "community_head", "resident", "security_administrator")
KNOWN_NOS = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429})
PROBLEM = "application/problem+json"


@cache
def described() -> Any:
    """The description, as Schemathesis reads it, over the program itself."""
    raw = api.get_openapi_schema()
    schema = schemathesis.openapi.from_dict(dict(raw))
    schema.app = get_wsgi_application()
    return schema


@cache
def operations() -> dict[str, Any]:
    """Every operation by its name."""
    found = (result.ok() for result in described().get_all_operations())
    return {one.definition.raw["operationId"]: one for one in found}


@pytest.fixture(autouse=True)
def rules_stay_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are read once for all requests."""
    monkeypatch.setattr(values, "KEPT_SECONDS", 3600)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The program stays in the test's transaction, as it does for Django's own client."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def tokens(town: Town) -> dict[str, str]:
    """A key for each role that opens whatever the role may do."""
    found = {}
    for role in ROLES:
        secret = f"lr_hostile_{role}"
        token_of(town.people[role, "own"], *VERBS, secret=secret)
        found[role] = f"Bearer {secret}"
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", sorted(API))  # each operation has a line: see the matrix
def test_an_operation_keeps_its_word(
    tokens: dict[str, str], name: str, mode: GenerationMode
) -> None:
    operation, began = operations()[name], time.monotonic()
    turn = 0

    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize="HOSTILE_EXAMPLES" not in os.environ,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal turn
        if "HOSTILE_EXAMPLES" not in os.environ and time.monotonic() - began > LONGEST:
            return
        role = ROLES[turn % len(ROLES)]
        turn += 1
        with transaction.atomic():
            answer = case.call(headers={"Authorization": tokens[role]})
            transaction.set_rollback(True)
        look(case, answer)

    with suppress(Unsatisfiable):  # nothing that one could send would not fit
        ask()


def look(case: Any, answer: Any) -> None:
    """A yes is as described; a no is a problem with a sentence."""
    status = answer.status_code
    assert status < 500 or status == 503, said(case, answer)
    if status < 400:
        known = case.operation.definition.raw["responses"]
        assert str(status) in known, said(case, answer)
        case.validate_response(
            answer,
            checks=[not_a_server_error, content_type_conformance, response_schema_conformance],
        )
        return
    assert status in KNOWN_NOS, said(case, answer)
    if status != 405:
        kind = answer.headers.get("content-type", [""])
        assert PROBLEM in str(kind), said(case, answer)
        body = answer.json()
        assert body["detail"], said(case, answer)
        assert body["type"], said(case, answer)


def said(case: Any, answer: Any) -> str:
    """What was asked, and what came back."""
    return f"{case.as_curl_command()}\n{answer.status_code} {answer.text[:600]}"


def shapes(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Every shape of the API's requests and answers."""
    for one in of.__subclasses__():
        yield one
        yield from shapes(one)


def enums(said: Any) -> Iterator[type[Enum]]:
    """The lists of words that a field's type names, however deep."""
    if isinstance(said, type) and issubclass(said, Enum):
        yield said
    for part in get_args(said):
        yield from enums(part)


def test_no_two_shapes_share_a_name() -> None:
    """In the description they would be one: the last that was read."""
    operations()
    ours = [one for one in shapes() if ".api" in one.__module__ and "liren." in one.__module__]
    fields = [field for one in ours for field in one.model_fields.values()]
    words = [one for field in fields for one in enums(field.annotation)]
    named = {(one.__name__, one.__module__) for one in (*ours, *words)}
    count = Counter(name for name, _module in named)
    assert [name for name, times in count.items() if times > 1] == []
