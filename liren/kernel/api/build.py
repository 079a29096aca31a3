"""Building the API: every «no» is problem+json with a sentence."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as Invalid
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny
from orjson import OPT_NON_STR_KEYS, JSONDecodeError, dumps, loads

from liren.kernel.api.tokens import Bearer, Session
from liren.kernel.base.addresses import by_words
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Away, NotYet, Refused, TooOften


class Orjson(BaseRenderer):
    """Answers as JSON, written by orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The answer's bytes."""
        return dumps(data, default=str, option=OPT_NON_STR_KEYS)


class OrjsonParser(Parser):
    """Requests as JSON, read by orjson."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The request's content; a 400 that names the fault when it is not JSON."""
        try:
            return loads(request.body)
        except JSONDecodeError as fault:
            raise HttpError(400, str(fault)) from fault


def problem(
    status: int, code: str, detail: object, *, source: str = "", fields: object = None
) -> HttpResponse:
    """An answer that says no: a stable type, a sentence, where it is written, faulty fields."""
    body: dict[str, object] = {"type": code, "status": status, "detail": str(detail)}
    if source:
        body["source"] = source
    if fields is not None:
        body["fields"] = fields
    return HttpResponse(dumps(body), status=status, content_type="application/problem+json")


def _refused(_request: HttpRequest, no: Any) -> HttpResponse:
    return problem(409, no.code, no, source=no.source)


def _too_often(_request: HttpRequest, no: Any) -> HttpResponse:
    answer = problem(429, no.code, no)
    answer["Retry-After"] = str(no.wait)
    return answer


def _away(_request: HttpRequest, no: Any) -> HttpResponse:
    return problem(503, no.code, no)


def _not_yet(_request: HttpRequest, no: Any) -> HttpResponse:
    return problem(403, no.code, no)


def _denied(_request: HttpRequest, _no: Any) -> HttpResponse:
    return problem(403, "denied", _("您没有权限做这件事。"))


def _missing(_request: HttpRequest, _no: Any) -> HttpResponse:
    return problem(404, "not-found", _("没有找到，或者不在您可以查看的范围内。"))


def _unknown(_request: HttpRequest, _no: Any) -> HttpResponse:
    return problem(401, "unauthenticated", _("请先登录或提供有效令牌。"))


def _throttled(_request: HttpRequest, _no: Any) -> HttpResponse:
    return problem(429, "too-many", _("请求太频繁，请稍后再试。"))


def _invalid(_request: HttpRequest, no: Any) -> HttpResponse:
    fields = [
        {"field": ".".join(str(step) for step in one["loc"][1:]), "detail": str(one["msg"])}
        for one in no.errors
    ]
    return problem(422, "invalid", _("有内容填得不对。"), fields=fields)


def _bad(_request: HttpRequest, no: Any) -> HttpResponse:
    return problem(no.status_code, "bad-request", no)


def _too_large(_request: HttpRequest, _no: Any) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
    sentence = _("一次提交的文字超过 %(most)d MB，没有接收。请分几次提交。")
    return problem(413, "too-large", sentence % {"most": most})


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    TooOften: _too_often,
    Away: _away,
    NotYet: _not_yet,
    Refused: _refused,
    PermissionDenied: _denied,
    ObjectDoesNotExist: _missing,
    Http404: _missing,
    AuthenticationError: _unknown,
    Throttled: _throttled,
    RequestDataTooBig: _too_large,
    Invalid: _invalid,
    HttpError: _bad,
}


class Described(NinjaAPI):
    """An API whose description is made once: it is open to all, and takes a second to make."""

    @cached_property
    def _described(self) -> dict[str, OpenAPISchema]:
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """The description of all operations below one address."""
        where = path_prefix or self.get_root_path(path_params or {})
        if where not in self._described:
            self._described[where] = super().get_openapi_schema(path_prefix=where)
        return self._described[where]


def build(title: str, version: str) -> NinjaAPI:
    """An empty API; the site adds the routers of the apps."""
    api = Described(
        title=title,
        version=version,
        auth=[Bearer(), Session()],
        renderer=Orjson(),
        parser=OrjsonParser(),
        docs_url=None,
        urls_namespace="api",
    )
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)
    return api


def addresses(api: NinjaAPI) -> Any:
    """The API's addresses; it asks for token or session itself, and the log-in page stays away."""
    patterns, app, namespace = api.urls
    for view in filter(None, (pattern.callback for pattern in patterns)):
        login_not_required(view)
    return by_words(patterns), app, namespace
