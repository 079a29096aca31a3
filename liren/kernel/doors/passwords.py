"""Log-in by name and password, and the page for a name that is locked."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse


class PasswordBackend(ModelBackend):
    """Names and passwords."""


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords."""
    return HttpResponse(status=429)
