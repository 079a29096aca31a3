"""What a form was sent with."""

from django.http import QueryDict

from liren.kernel.access.request import Request


def given_in(request: Request) -> QueryDict | None:
    """The fields of a sent form, even of an empty one; None where nothing was sent."""
    return request.POST if request.method == "POST" else None
