"""The two ciphers under which facts are sealed; both give the tag behind the text."""

from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

TAG, SM4_BYTES = 16, 16


class Box(Protocol):
    """What both ciphers do."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...


class Sm4Gcm:
    """SM4 in Galois/counter mode, with the tag behind the text as AESGCM has it."""

    def __init__(self, key: bytes) -> None:
        self.key = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Text and tag."""
        writer = Cipher(self.key, GCM(nonce)).encryptor()
        writer.authenticate_additional_data(associated_data)
        return writer.update(data) + writer.finalize() + writer.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The text; InvalidTag when anything was changed."""
        reader = Cipher(self.key, GCM(nonce, data[-TAG:])).decryptor()
        reader.authenticate_additional_data(associated_data)
        return reader.update(data[:-TAG]) + reader.finalize()


def box(cipher: str, secret: bytes) -> Box:
    """The cipher of this name with a key."""
    return Sm4Gcm(secret[:SM4_BYTES]) if cipher == "sm4" else AESGCM(secret)
