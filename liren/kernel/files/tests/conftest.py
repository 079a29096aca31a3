"""Somebody who gives files, and a shelf of one's own."""

from pathlib import Path
from typing import Any

import pytest

from liren.kernel.access.actor import Actor
from liren.kernel.testing import world


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """The folder of this test."""
    where = tmp_path / "files"
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": where}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    return where


@pytest.fixture
def giver(db: None) -> Actor:
    world.rules()
    return world.actor("giver", "resident", "990101.")


def lying(folder: Path) -> list[Path]:
    """All files on the shelf."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
