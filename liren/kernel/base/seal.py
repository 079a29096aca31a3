"""Sealing of personal facts: AES-256-GCM or SM4-GCM per field, and keyed hashes to find them.

A sealed text is `key-id:base64(nonce + ciphertext + tag)`. Its purpose and, where the row has a
name of its own, that name are bound to it: copied into another field or row it does not open.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from django.conf import settings

from liren.kernel.base.keyring import HASH, SEAL, Key, Source

NONCE = 12


class Broken(Exception):  # noqa: N818 — says what the value is
    """A sealed text that was changed, or was sealed under a key that is not here."""


def source() -> Source:
    """Where the keys of this installation are kept."""
    found: Source = settings.LIREN_KEYS
    return found


def seal(text: str, purpose: str, row: str = "") -> str:
    """Encrypt a text for one purpose, and one row; the empty text stays empty."""
    if not text:
        return ""
    nonce, key = os.urandom(NONCE), source().ring().current(SEAL)
    box = key.box.encrypt(nonce, text.encode(), _bound(purpose, row))
    return f"{key.id}:{binascii.b2a_base64(nonce + box, newline=False).decode()}"


def unseal(sealed: str, purpose: str, row: str = "") -> str:
    """The text that was sealed for this purpose; Broken when it does not open."""
    if not sealed:
        return ""
    name, _, body = sealed.partition(":")
    try:
        box = base64.b64decode(body, validate=True)
        opener = source().find(SEAL, name).box
        return opener.decrypt(box[:NONCE], box[NONCE:], _bound(purpose, row)).decode()
    except (InvalidTag, ValueError, KeyError) as fault:
        raise Broken(purpose) from fault


def key_of(stored: str) -> str:
    """The name of the key under which a value was sealed or hashed."""
    return stored.partition(":")[0]


def mark(text: str, purpose: str) -> str:
    """A fingerprint that finds an equal text again, with the name of its key in front."""
    return _mark(source().ring().current(HASH), text, purpose)


def marks(text: str, purpose: str) -> list[str]:
    """The fingerprints of a text under every key, while hashes change from one to another."""
    return [_mark(key, text, purpose) for key in source().ring().of(HASH)]


def keyed_hash(text: str, purpose: str) -> str:
    """A fingerprint in hex under the key in use, for what need not outlive it."""
    return _digest(source().ring().current(HASH), text, purpose).hex()


def _mark(key: Key, text: str, purpose: str) -> str:
    body = binascii.b2a_base64(_digest(key, text, purpose), newline=False)
    return f"{key.id}:{body.decode()}"


def _digest(key: Key, text: str, purpose: str) -> bytes:
    hasher = key.hasher.copy()
    hasher.update(f"{purpose}\0{text}".encode())
    return hasher.digest()


def _bound(purpose: str, row: str) -> bytes:
    return f"{purpose}\0{row}".encode() if row else purpose.encode()
