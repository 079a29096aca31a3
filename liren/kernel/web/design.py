"""Honest sample texts for the living component page."""

from django.http import HttpRequest


def samples(request: HttpRequest) -> dict[str, object]:
    """Everything that the page shows."""
    return {}
