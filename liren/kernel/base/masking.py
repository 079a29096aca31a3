"""Masks: what may be shown of a number or a name, and what is hidden in free text."""

import re

# Digits of any width, also written in groups, not inside a longer run of digits.
PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?([1１]\d{2})[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{6})[- ]?(\d{8})[- ]?(\d{3}[\dXxＸｘ])(?![\dA-Za-z])")


def mask_phone(number: str) -> str:
    """138****8301: the first three and the last four digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"


def mask_name(name: str) -> str:
    """沈**: the first character and two stars."""
    return f"{name[:1]}**" if name else ""


def mask_text(text: str) -> str:
    """The same text with phone and identity numbers masked."""
    text = IDENTITY.sub(lambda found: f"{found[1]}********{found[3][1:]}", text)
    return PHONE.sub(lambda found: f"{found[1]}****{found[3]}", text)
