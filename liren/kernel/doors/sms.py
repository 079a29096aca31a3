"""Sending a text message: one adapter, named by the setting SMS_ADAPTER."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Adapter(Protocol):
    """One way to send text messages; it says nothing of them to any log."""

    def send(self, phone: str, text: str) -> None:
        """Send a text to a phone."""
        ...


class Printed:
    """Development and example: the text appears in the terminal instead of on a phone."""

    def send(self, phone: str, text: str) -> None:
        """Print it."""
        print(f"  [短信 {phone}] {text}", flush=True)  # noqa: T201 — the terminal is the phone


def send(phone: str, text: str) -> None:
    """Send a text to a phone by the adapter of this installation."""
    adapter: Adapter = import_string(settings.SMS_ADAPTER)()
    adapter.send(phone, text)
