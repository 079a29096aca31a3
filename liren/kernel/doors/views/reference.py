"""The API as a page that people can read, made from the same description as the API's own."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from liren.kernel.access.request import Request
from liren.kernel.web.respond import part

REF = "#/components/schemas/"


@require_safe
def reference(request: Request) -> HttpResponse:
    """Every operation with its address, what it takes and what it gives."""
    schema = import_string(settings.LIREN_API).get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in operations(schema):
        groups.setdefault(one["name"].partition(".")[0], []).append(one)
    context = {"groups": groups.items(), "root": request.build_absolute_uri("/")[:-1]}
    return part(request, "doors/reference.html", "reference", **context)


def operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All operations in the order of the API."""
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield {
                "name": one["operationId"],
                "method": method.upper(),
                "path": path,
                "says": one.get("description") or one.get("summary", ""),
                "asked": [asked(given) for given in one.get("parameters", [])],
                "body": fields(schema, body.get("schema", {})),
                "gives": list(one.get("responses", {})),
            }


def asked(given: dict[str, Any]) -> dict[str, Any]:
    """A parameter of the address."""
    return {
        "name": given["name"],
        "type": kind(given.get("schema", {})),
        "required": given.get("required", False),
    }


def fields(schema: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a request's content."""
    name = body.get("$ref", "").removeprefix(REF)
    known = schema.get("components", {}).get("schemas", {}).get(name, {})
    required = known.get("required", [])
    return [
        {"name": field, "type": kind(facts), "required": field in required}
        for field, facts in known.get("properties", {}).items()
    ]


def kind(facts: dict[str, Any]) -> str:
    """The type of a value in a word or two."""
    if "$ref" in facts:
        return str(facts["$ref"].removeprefix(REF))
    if choices := facts.get("anyOf"):
        return " | ".join(kind(choice) for choice in choices)
    if facts.get("type") == "array":
        return f"[{kind(facts.get('items', {}))}]"
    return " ".join(str(facts[name]) for name in ("type", "format") if name in facts)
