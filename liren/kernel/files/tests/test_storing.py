"""What strangers send: taken apart, made anew, or refused with a sentence; nothing half-kept."""

import stat
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.errors import Refused
from liren.kernel.files import shelf, sweeping
from liren.kernel.files.models import File, title_of
from liren.kernel.files.shelf import beside
from liren.kernel.files.storing import destroy, keep, store, store_redacted, taken
from liren.kernel.files.tests import samples
from liren.kernel.files.tests.conftest import lying
from liren.kernel.policy.values import value


def kept(folder: Path, name: str) -> bytes:
    """The bytes on the shelf."""
    return (folder / name).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_new_jpeg_in_three_sizes(
    giver: Actor, folder: Path, kind: str
) -> None:
    sent = samples.picture(kind, (3200, 1600))
    row = store(giver, samples.upload(sent, "照片.gif", "text/html")).row
    assert (row.width, row.height) == (2560, 1280)
    sides = [Image.open(folder / name).size for name in row.names]
    assert sides == [(2560, 1280), (320, 160), (1280, 640)]
    assert all(Image.open(folder / name).format == "JPEG" for name in row.names)
    assert row.size == len(kept(folder, row.name))


def test_where_when_and_with_what_it_was_taken_is_gone(giver: Actor, folder: Path) -> None:
    sent = samples.with_place()
    assert samples.GPS in sent
    row = store(giver, samples.upload(sent)).row
    for name in row.names:
        left = kept(folder, name)
        secrets = (samples.GPS, b"HUAWEI", b"Exif", b"ICC", b"COMMENT", b"http://ns.adobe")
        assert not any(secret in left for secret in secrets)
        assert samples.SECRET.encode("utf-16-le") not in left
        image = Image.open(BytesIO(left))
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_it_stands_upright_afterwards(giver: Actor, folder: Path) -> None:
    row = store(giver, samples.upload(samples.with_place(orientation=6))).row
    assert (row.width, row.height) == (480, 640)
    with Image.open(folder / row.name) as image:
        assert sum(image.getpixel((470, 10))) < 150, "the dark corner is at the top right"  # type: ignore[arg-type]


def test_transparent_grounds_and_odd_modes_are_plain_afterwards(
    giver: Actor, folder: Path
) -> None:
    for mode in ("RGBA", "LA", "P", "1", "L", "I;16", "CMYK"):
        into = BytesIO()
        Image.new(mode, (64, 64)).save(into, "JPEG" if mode == "CMYK" else "PNG")
        row = store(giver, samples.upload(into.getvalue())).row
        assert Image.open(folder / row.name).mode == "RGB", mode


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "script behind": lambda: samples.picture() + samples.HTML,
    "archive behind": lambda: samples.picture("PNG") + samples.zipped(),
    "pdf behind": lambda: samples.picture("WEBP") + samples.PDF,
    "script in a comment": lambda: samples.picture(comment=samples.SCRIPT),
}


@pytest.mark.parametrize("name", sorted(POLYGLOTS))
def test_what_hides_in_a_picture_does_not_come_through(
    giver: Actor, folder: Path, name: str
) -> None:
    row = store(giver, samples.upload(POLYGLOTS[name]())).row
    for one in row.names:
        left = kept(folder, one)
        assert not any(mark in left for mark in (b"<script", b"<html", b"PK\x03\x04", b"%PDF"))


REFUSED: dict[str, Callable[[], bytes]] = {
    "files.empty": lambda: b"",
    "files.wrong-type": lambda: samples.SVG,
    "files.wrong-type html": lambda: samples.HTML,
    "files.wrong-type pdf": lambda: samples.PDF,
    "files.wrong-type pdf behind": lambda: samples.HTML + samples.picture(),
    "files.wrong-type gif": lambda: samples.picture("GIF"),
    "files.wrong-type zip": samples.zipped,
    "files.wrong-type noise": lambda: bytes(range(256)) * 40,
    "files.wrong-type text": lambda: "楼道".encode() * 500,
    "files.heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200,
    "files.unreadable": lambda: samples.picture()[:900],
    "files.unreadable png": lambda: samples.picture("PNG")[:120],
    "files.unreadable head": lambda: b"\xff\xd8\xff\xe0" + b"\0" * 3000,
    "files.too-many-pixels": samples.huge_header,
    "files.too-small": lambda: samples.picture("PNG", (1, 1)),
    "files.too-small line": lambda: samples.picture("PNG", (4000, 3)),
    "files.too-large": lambda: samples.picture() + b"\0" * (12 * 1024 * 1024),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_picture_is_refused_with_a_sentence(
    giver: Actor, folder: Path, name: str
) -> None:
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(REFUSED[name]()))
    assert no.value.code == name.split()[0]
    assert len(str(no.value)) > 8
    assert lying(folder) == []


def test_of_what_moves_the_first_picture_is_kept(giver: Actor, folder: Path) -> None:
    row = store(giver, samples.upload(samples.animated())).row
    with Image.open(folder / row.name) as image:
        assert (image.format, image.size) == ("JPEG", (200, 200))


@examples(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cut=st.integers(0, 4000),
    noise=st.binary(max_size=60),
    kind=st.sampled_from(("JPEG", "PNG", "WEBP")),
)
def test_no_bytes_break_it(giver: Actor, cut: int, noise: bytes, kind: str) -> None:
    sent = samples.picture(kind, (80, 60))
    broken = sent[:cut] + noise + sent[cut + len(noise) :]
    with suppress(Refused):
        assert store(giver, samples.upload(broken)).row.width


# ── documents ───────────────────────────────────────────────────────────────────────────────


def test_documents_stay_as_they_came(giver: Actor, folder: Path) -> None:
    for content, kind in (
        (samples.PDF, "pdf"),
        (samples.zipped(), "xlsx"),
        (samples.zipped(heart="word/document.xml"), "docx"),
    ):
        row = store(giver, samples.upload(content, "../../统计\u202exslx.exe"), document=True).row
        assert (row.kind, row.title, row.sha256) == (kind, "统计xslx", row.received)
        assert kept(folder, row.name) == content


BAD: dict[str, Callable[[], bytes]] = {
    "files.macros": lambda: samples.zipped(macro=True),
    "files.bomb": lambda: samples.zipped(bomb=40),
    "files.wrong-type picture": samples.picture,
    "files.wrong-type html": lambda: samples.HTML + samples.PDF,
    "files.wrong-type half a pdf": lambda: samples.PDF[:20],
    "files.wrong-type plain zip": lambda: samples.zipped(heart="readme.txt"),
    "files.wrong-type broken zip": lambda: samples.zipped()[:60],
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_documents_that_are_none(giver: Actor, folder: Path, name: str) -> None:
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(BAD[name](), "a.xlsx"), document=True)
    assert no.value.code == name.split()[0]
    assert lying(folder) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot"),
        ("a\u202efdp.exe", "afdp"),
        ("\0\r\nSet-Cookie: x.pdf", "Set-Cookie: x"),
        ("三月 报表.xlsx", "三月 报表"),
        (".htaccess", "htaccess"),
        ("", "附件"),
        ("长" * 300 + ".pdf", "长" * 100),
    ],
)
def test_names_lose_paths_and_tricks(name: str, title: str) -> None:
    assert title_of(name) == title


# ── redaction ───────────────────────────────────────────────────────────────────────────────


def test_covered_pixels_are_gone_in_every_size(giver: Actor, folder: Path) -> None:
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    into = BytesIO()
    noise.save(into, "PNG")
    old = store(giver, samples.upload(into.getvalue())).row
    new = store_redacted(giver, old, [(0.25, 0.25, 0.5, 0.5)]).row
    assert new.name != old.name
    for name in new.names:
        with Image.open(folder / name) as image:
            wide, high = image.size
            middle = (int(wide * 0.3), int(high * 0.3), int(wide * 0.7), int(high * 0.7))
            inner: Any = image.crop(middle).getextrema()
            assert max(most - least for least, most in inner) <= 4, "one colour"
            outer: Any = image.crop((0, 0, wide // 5, high // 5)).getextrema()
            assert max(most - least for least, most in outer) > 60


# ── row and file ────────────────────────────────────────────────────────────────────────────


def test_names_say_nothing_and_only_the_owner_reads(giver: Actor, folder: Path) -> None:
    rows = [store(giver, samples.upload(samples.picture(), "张三家.jpg")).row for _ in range(3)]
    assert len({row.name for row in rows}) == 3
    for path in lying(folder):
        assert path.relative_to(folder).parts[0] == path.name[:2]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_the_action_did_not_keep_goes_again(giver: Actor, folder: Path) -> None:
    with taken(
        giver, [samples.upload(samples.picture()), samples.upload(samples.picture("PNG"))]
    ) as two:
        together(lambda: keep(two[0]))
    assert len(lying(folder)) == 3
    assert File.objects.get().name == two[0].row.name
    with pytest.raises(Refused), taken(giver, [samples.upload(samples.picture())]):
        raise Refused("a.rule", "不行")
    assert len(lying(folder)) == 3


def test_the_sentence_says_which_of_several(giver: Actor, folder: Path) -> None:
    two = [samples.upload(samples.picture()), samples.upload(samples.HTML)]
    with pytest.raises(Refused) as no, taken(giver, two):
        pass
    assert str(no.value).startswith("第 2 张：")
    assert lying(folder) == [], "the first goes with it"


def test_a_crash_leaves_a_file_without_a_row_for_a_night(
    giver: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = store(giver, samples.upload(samples.picture())).row
    together(row.save)
    lost = store(giver, samples.upload(samples.picture("PNG"))).row
    (folder / lost.name).with_name(".half.jpg.12ab").write_bytes(b"half")
    assert sweeping.sweep() == (0, 0), "a request may still be running"
    monkeypatch.setattr(sweeping, "GRACE", -shelf.GRACE)
    assert sweeping.sweep() == (4, 0)
    assert [str(path.relative_to(folder)) for path in lying(folder)] == sorted(row.names)


def test_a_write_that_breaks_off_leaves_nothing(
    giver: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        store(giver, samples.upload(samples.picture()))
    assert lying(folder) == []


def test_destroyed_is_destroyed(giver: Actor, folder: Path) -> None:
    row = store(giver, samples.upload(samples.picture())).row
    together(row.save)
    destroy(row)
    destroy(row)
    row.refresh_from_db()
    assert row.is_gone
    assert lying(folder) == []


def test_another_storage_is_a_setting(giver: Actor, tmp_path: Path, settings: Any) -> None:
    plain = "django.core.files.storage.FileSystemStorage"
    where = {"BACKEND": plain, "OPTIONS": {"location": tmp_path / "other"}}
    settings.STORAGES = {**settings.STORAGES, "files": where}
    row = store(giver, samples.upload(samples.picture())).row
    assert len(lying(tmp_path / "other")) == 3
    assert type(shelf.shelf()) is FileSystemStorage
    together(row.save)
    sweeping.sweep()
    assert (tmp_path / "other" / beside(row.name, "s")).exists()
    assert value("files.max_bytes") > 0
