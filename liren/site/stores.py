"""Where files lie: in the data folder, or in an object store that `LIREN_FILES` names."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

FOLDER = "liren.kernel.files.shelf.Folder"
S3 = "storages.backends.s3.S3Storage"


def stores(home: Path) -> Mapping[str, Mapping[str, Any]]:
    """The setting STORAGES."""
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "files": shelf(home, os.environ.get("LIREN_FILES", "")),
    }


def shelf(home: Path, where: str) -> Mapping[str, Any]:
    """The storage of attached files: a folder, or `s3://bucket/folder?endpoint=…&region=…`.

    The keys of the store are read by its own library: from the environment, a profile or the
    machine's role. Nothing in it is ever public; files leave through the permission check alone.
    """
    if not where.startswith("s3://"):
        folder = Path(where).expanduser() if where else home / "files"
        return {"BACKEND": FOLDER, "OPTIONS": {"location": folder}}
    said = urlsplit(where)
    asked = {name: values[0] for name, values in parse_qs(said.query).items()}
    if not said.netloc or set(asked) - {"endpoint", "region"}:
        raise ValueError("LIREN_FILES must be s3://bucket/folder?endpoint=…&region=…")
    options = {
        "bucket_name": said.netloc,
        "location": said.path.strip("/"),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
    }
    return {"BACKEND": S3, "OPTIONS": options}


def incoming(home: Path) -> Path:
    """The folder in which a file lies while it is received; only its owner looks into it."""
    folder = home / "incoming"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
