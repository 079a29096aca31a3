"""Sealed facts open for their purpose and row under their key, unchanged, and in no other way."""

import base64
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as live
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base import keyring
from liren.kernel.base.keyring import HASH, SEAL, Malformed, Ring, Source, parse
from liren.kernel.base.seal import Broken, key_of, keyed_hash, mark, marks, seal, unseal

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PHONE = "13800138000"


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A ring of its own in a file, read again at once when it changes."""
    monkeypatch.setattr(keyring, "LOOK_AGAIN", -1)
    own = Source(tmp_path / "key")
    own.ensure()
    monkeypatch.setattr(live, "LIREN_KEYS", own)
    return own


def turned(ring: Ring, use: str, cipher: str) -> Ring:
    """The ring with a new key in use."""
    more, key = ring.adding(use, cipher)
    return more.turning_to(key, NOON)


@given(TEXTS, TEXTS)
def test_what_is_sealed_opens(text: str, row: str) -> None:
    assert unseal(seal(text, "phone", row), "phone", row) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({seal(PHONE, "phone") for _time in range(20)}) == 20
    assert seal("", "phone") == ""
    assert unseal("", "phone") == ""
    assert PHONE not in seal(PHONE, "phone")


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_every_changed_byte_is_noticed(ring: Source, cipher: str) -> None:
    ring.change(lambda keys: turned(keys, SEAL, cipher))
    key, _, body = seal(PHONE, "phone", "7").partition(":")
    raw = base64.b64decode(body)
    for at in range(len(raw)):
        for bit in range(8):
            changed = raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
            with pytest.raises(Broken):
                unseal(f"{key}:{base64.b64encode(changed).decode()}", "phone", "7")


@pytest.mark.parametrize("change", ["cut", "nothing", "no key", "other key", "not base64", "long"])
def test_what_is_no_seal_is_broken(change: str) -> None:
    sealed = seal(PHONE, "phone")
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


def test_a_value_in_another_field_or_row_does_not_open() -> None:
    sealed = seal(PHONE, "phone", "7")
    for purpose, row in (("identity", "7"), ("phone", "8"), ("phone", ""), ("", "phone7")):
        with pytest.raises(Broken):
            unseal(sealed, purpose, row)


def test_keys_can_be_changed_and_both_ciphers_live_side_by_side(ring: Source) -> None:
    old = seal(PHONE, "phone")
    ring.change(lambda keys: turned(keys, SEAL, "sm4"))
    new = seal(PHONE, "phone")
    assert (key_of(old), key_of(new)) == ("k1", "k2")
    assert unseal(old, "phone") == unseal(new, "phone") == PHONE
    ring.change(lambda keys: keys.without(keys.find(SEAL, "k1")))
    assert unseal(new, "phone") == PHONE
    with pytest.raises(Broken):
        unseal(old, "phone")


def test_hashes_outlive_a_change_of_the_seal_and_have_their_own(ring: Source) -> None:
    one = mark(PHONE, "phone")
    ring.change(lambda keys: turned(keys, SEAL, "aes"))
    assert mark(PHONE, "phone") == one
    ring.change(lambda keys: turned(keys, HASH, "sm3"))
    assert mark(PHONE, "phone").startswith("h2:")
    assert marks(PHONE, "phone") == [mark(PHONE, "phone"), one]
    assert len(one) <= 64


def test_another_process_learns_of_a_key_at_once(ring: Source, monkeypatch: object) -> None:
    other = Source(ring.file)
    assert other.ring().current(SEAL).id == "k1"
    ring.change(lambda keys: turned(keys, SEAL, "aes"))
    assert other.ring().current(SEAL).id == "k2"


def test_an_unknown_key_is_looked_for_before_it_is_broken(
    ring: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Source(ring.file)
    other.ring()
    monkeypatch.setattr(keyring, "LOOK_AGAIN", 3600)
    ring.change(lambda keys: turned(keys, SEAL, "aes"))
    assert other.ring().current(SEAL).id == "k1"
    assert other.find(SEAL, "k2").cipher == "aes"


def test_the_file_is_for_its_owner_alone_and_of_two_starts_one_wins(tmp_path: Path) -> None:
    found: list[str] = []

    def start() -> None:
        found.append(Source(tmp_path / "key").ensure().text)

    threads = [threading.Thread(target=start) for _one in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 1
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_master_from_before_stays_what_it_was(ring: Source) -> None:
    """Written out key by key, an installation of one master finds and opens what it had."""
    sealed, marked = seal(PHONE, "phone"), mark(PHONE, "phone")
    before = ring.ring()
    ring.change(lambda keys: keys)
    assert len(ring.file.read_text().splitlines()) == 4
    assert ring.ring() == before
    assert (unseal(sealed, "phone"), mark(PHONE, "phone")) == (PHONE, marked)
    given = Source(ring.file, " ".join(ring.file.read_text().splitlines()[1:]))
    assert given.ring() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "c2hvcnQ=",
        "seal:k1:rot13:-:" + "A" * 44,
        "seal:k1:aes:-:" + "A" * 44,
        ("seal:k1:aes:-:" + "A" * 44 + "\n") * 2,
    ],
)
def test_what_is_no_ring_is_said_without_repeating_it(text: str) -> None:
    with pytest.raises(Malformed) as fault:
        parse(text)
    assert "AAAA" not in str(fault.value)


def test_a_key_does_not_show_its_secret(ring: Source) -> None:
    key = ring.ring().current(SEAL)
    assert repr(key) == "<Key seal:k1>"
    assert base64.b64encode(key.secret).decode() not in repr(ring.ring()) + repr(ring)


@given(st.text(), st.text())
def test_a_hash_finds_equal_texts_only(one: str, other: str) -> None:
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))
    assert (keyed_hash(one, "phone") == keyed_hash(other, "phone")) == (one == other)
    assert (mark(one, "phone") == mark(other, "phone")) == (one == other)
    assert keyed_hash(one, "phone") != keyed_hash(one, "identity")
    assert mark(one, "phone") != mark(one, "identity")
