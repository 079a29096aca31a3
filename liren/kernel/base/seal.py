"""Sealing of personal facts: AES-256-GCM per field, and keyed hashes to find them again.

A sealed text is `key-id:base64(nonce + ciphertext + tag)`; the purpose is bound to it, so that a
value copied into another field does not open there.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class Broken(Exception):  # noqa: N818 — says what the value is
    """A sealed text that was changed, or was sealed under a key that is not here."""


def seal(text: str, purpose: str) -> str:
    """Encrypt a text for one purpose; the empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    key_id = settings.LIREN_SEAL_KEY_ID
    box = AESGCM(_key(key_id, "seal")).encrypt(nonce, text.encode(), purpose.encode())
    return f"{key_id}:{base64.b64encode(nonce + box).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """The text that was sealed for this purpose; Broken when it does not open."""
    if not sealed:
        return ""
    key_id, _, body = sealed.partition(":")
    try:
        box = base64.b64decode(body, validate=True)
        key = _key(key_id, "seal")
        return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError, KeyError) as fault:
        raise Broken(purpose) from fault


def keyed_hash(text: str, purpose: str) -> str:
    """A fingerprint that finds an equal text again and tells nothing without the key."""
    key = _key(settings.LIREN_SEAL_KEY_ID, "hash")
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=16)
def _key(key_id: str, use: str) -> bytes:
    master: bytes = settings.LIREN_SEAL_KEYS[key_id]
    return HKDF(SHA256(), 32, salt=None, info=f"liren:{use}".encode()).derive(master)
