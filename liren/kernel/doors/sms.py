"""Sending a text message: one adapter, named by the setting SMS_ADAPTER."""

import sys
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
        """Write it to the terminal; the structured logs never see it."""
        sys.stderr.write(f"  ☏ {phone}  {text}\n")
        sys.stderr.flush()


def send(phone: str, text: str) -> None:
    """Send a text to a phone by the adapter of this installation."""
    adapter: Adapter = import_string(settings.SMS_ADAPTER)()
    adapter.send(phone, text)
