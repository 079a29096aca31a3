"""Sealed facts open for their purpose under their key, unchanged, and in no other way."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base import seal as seals
from liren.kernel.base.seal import Broken, keyed_hash, seal, unseal


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens(text: str) -> None:
    assert unseal(seal(text, "phone"), "phone") == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({seal("13800138000", "phone") for _time in range(20)}) == 20
    assert seal("", "phone") == ""
    assert unseal("", "phone") == ""
    assert "13800138000" not in seal("13800138000", "phone")


def test_every_changed_byte_is_noticed() -> None:
    key, _, body = seal("13800138000", "phone").partition(":")
    raw = base64.b64decode(body)
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(Broken):
            unseal(f"{key}:{base64.b64encode(changed).decode()}", "phone")


@pytest.mark.parametrize("change", ["cut", "nothing", "no key", "other key", "not base64", "long"])
def test_what_is_no_seal_is_broken(change: str) -> None:
    sealed = seal("13800138000", "phone")
    key, _, body = sealed.partition(":")
    broken = {
        "cut": sealed[:-8],
        "nothing": f"{key}:",
        "no key": body,
        "other key": f"gone:{body}",
        "not base64": f"{key}:{body[:-4]}****",
        "long": sealed + "AAAA",
    }[change]
    with pytest.raises(Broken):
        unseal(broken, "phone")


def test_a_value_in_another_field_does_not_open() -> None:
    with pytest.raises(Broken):
        unseal(seal("13800138000", "phone"), "identity")


def test_keys_can_be_changed(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sealed under an old key opens as long as that key is kept."""
    from django.conf import settings as live

    old = seal("13800138000", "phone")
    keys = {**live.LIREN_SEAL_KEYS, "new": b"n" * 32}
    monkeypatch.setattr(live, "LIREN_SEAL_KEYS", keys)
    monkeypatch.setattr(live, "LIREN_SEAL_KEY_ID", "new")
    new = seal("13800138000", "phone")
    assert new.startswith("new:")
    assert unseal(old, "phone") == unseal(new, "phone")
    seals._key.cache_clear()
    monkeypatch.setattr(live, "LIREN_SEAL_KEYS", {"new": b"x" * 32})
    for sealed in (old, new):
        with pytest.raises(Broken):
            unseal(sealed, "phone")
    seals._key.cache_clear()


@given(st.text(), st.text())
def test_a_hash_finds_equal_texts_only(one: str, other: str) -> None:
    found = keyed_hash(one.encode("utf-8", "replace").decode(), "phone")
    same = keyed_hash(other.encode("utf-8", "replace").decode(), "phone")
    assert (found == same) == (one.encode("utf-8", "replace") == other.encode("utf-8", "replace"))
    assert found != keyed_hash(one.encode("utf-8", "replace").decode(), "identity")
