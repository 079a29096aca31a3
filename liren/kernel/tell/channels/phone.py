"""Text messages, by the one adapter that the setting SMS_ADAPTER names."""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from liren.kernel.tell.channels.letter import Letter, Undelivered


class Adapter(Protocol):
    """One way to send text messages; it says nothing of them to any log."""

    def send(self, phone: str, text: str) -> None:
        """Send a text to a phone; an OSError is tried again."""
        ...


class Printed:
    """Development and example: the text appears in the terminal instead of on a phone."""

    def send(self, phone: str, text: str) -> None:
        """Write it to the terminal; the structured logs never see it."""
        sys.stderr.write(f"  ☏ {phone}  {text}\n")
        sys.stderr.flush()


def text_to(phone: str, text: str) -> None:
    """Send a text to a phone by the adapter of this installation."""
    adapter: Adapter = import_string(settings.SMS_ADAPTER)()
    adapter.send(phone, text)


def send(letter: Letter) -> None:
    """Send one letter as a text."""
    try:
        text_to(letter.to, letter.whole)
    except OSError as fault:
        raise Undelivered(type(fault).__name__) from fault
