"""What leaves the house, and what is not even let in."""

from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from liren.kernel.access.actor import Actor
from liren.kernel.files.serving import serve
from liren.kernel.files.storing import destroy, store
from liren.kernel.files.tests import samples
from liren.site.stores import shelf


def body(answer: Any) -> bytes:
    """All that is streamed."""
    return b"".join(answer.streaming_content)


def test_a_picture_is_shown_a_document_only_saved(giver: Actor) -> None:
    asked = RequestFactory().get("/")
    picture = store(giver, samples.upload(samples.picture())).row
    answer: Any = serve(asked, picture, title="330421-1")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert len(body(answer)) == picture.size == int(answer["Content-Length"])
    sheet = store(giver, samples.upload(samples.zipped(), "统计.xlsx"), document=True).row
    answer = serve(asked, sheet, title=sheet.title, size="s")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "xlsx" in answer["Content-Disposition"]
    assert body(answer) == samples.zipped()
    for header in ("X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "ETag"):
        assert answer[header]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_what_one_has_is_not_sent_again(giver: Actor) -> None:
    picture = store(giver, samples.upload(samples.picture())).row
    tags = {
        serve(RequestFactory().get("/"), picture, title="a", size=s)["ETag"]
        for s in ("", "s", "m")
    }
    assert len(tags) == 3
    whole = serve(RequestFactory().get("/"), picture, title="a")
    again = RequestFactory().get("/", headers={"If-None-Match": whole["ETag"]})
    answer = serve(again, picture, title="a")
    assert (answer.status_code, answer["Cache-Control"]) == (304, "private, no-cache")


@pytest.mark.parametrize("size", ["x", "../s", "L", "small"])
def test_there_are_three_sizes(giver: Actor, size: str) -> None:
    picture = store(giver, samples.upload(samples.picture())).row
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), picture, title="a", size=size)


def test_what_is_lost_or_destroyed_is_not_there(giver: Actor, folder: Path) -> None:
    picture = store(giver, samples.upload(samples.picture())).row
    (folder / picture.name).unlink()
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), picture, title="a")
    picture.save()
    destroy(picture)
    picture.refresh_from_db()
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), picture, title="a", size="s")


class Unread:
    """A body that must not be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.django_db
@pytest.mark.parametrize("length", [str(200 * 1024 * 1024), "99999999999999999999", "-1", "x"])
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/cases/report/", {}),
        ("/cases/report/", {"HTTP_HX_REQUEST": "true"}),
        ("/api/v1/cases", {}),
        ("/login/", {}),
    ],
)
def test_what_is_too_large_is_refused_unread(
    client: Client, path: str, headers: dict[str, str], length: str
) -> None:
    kind = "multipart/form-data; boundary=x"
    claims: Any = {**headers, "CONTENT_LENGTH": length, "wsgi.input": Unread()}
    answer = client.generic("POST", path, b"", kind, **claims)
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json"
    if headers:
        assert b"<html" not in answer.content


def test_the_object_store_is_a_line_in_the_environment(tmp_path: Path) -> None:
    said = shelf(tmp_path, "s3://liren-files/xh?endpoint=https://oss.example&region=cn-east")
    assert said["BACKEND"].endswith("S3Storage")
    options = said["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("liren-files", "xh")
    assert (options["endpoint_url"], options["region_name"]) == ("https://oss.example", "cn-east")
    assert (options["default_acl"], options["querystring_auth"]) == (None, True)
    from storages.backends.s3 import S3Storage

    store = S3Storage(**options)
    assert store.bucket_name == "liren-files"
    assert shelf(tmp_path, "")["OPTIONS"]["location"] == tmp_path / "files"
    for wrong in ("s3://", "s3:///x", "s3://b?secret=1"):
        with pytest.raises(ValueError, match="LIREN_FILES"):
            shelf(tmp_path, wrong)
