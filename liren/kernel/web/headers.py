"""The headers that tell a browser what a page of ours may do."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Policy = Mapping[str, Sequence[str]]
PERMISSIONS = (
    "geolocation=(self), camera=(self), microphone=(self), accelerometer=(), display-capture=(),"
    " gyroscope=(), magnetometer=(), midi=(), payment=(), usb=()"
)


def default_policy(map_base: str = "none") -> Policy:
    """Everything from ourselves; only map tiles may come from the map's host."""
    tiles, drawings = map_hosts(map_base)
    return {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *tiles],
        "connect-src": ["'self'", *drawings],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }


def map_hosts(map_base: str) -> tuple[list[str], list[str]]:
    """The hosts of tiles and of drawn maps that the setting MAP_BASE names."""
    kind, _, rest = map_base.partition(":")
    if kind == "tianditu":
        return ["https://*.tianditu.gov.cn"], []
    where = urlsplit(rest)
    if kind == "geojson" and where.netloc:
        return [], [f"{where.scheme}://{where.netloc}"]
    return [], []


def written(policy: Policy) -> str:
    """The policy as the header's value."""
    return "; ".join(" ".join([name, *sources]) for name, sources in policy.items())


class Headers:
    """Content-Security-Policy (settings.SECURE_CSP) and Permissions-Policy on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        policy = getattr(settings, "SECURE_CSP", None)
        base = str(getattr(settings, "MAP_BASE", "none") or "none")
        self.policy = written(policy or default_policy(base))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # what does not say otherwise may be about somebody: nobody keeps it
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
