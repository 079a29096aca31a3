"""What may not lie about: bytes without a row, and files whose time is over."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings

from liren.kernel.base.clock import ago, now
from liren.kernel.files.models import Attachment, File
from liren.kernel.files.shelf import GRACE, drop, old_names, whole
from liren.kernel.files.storing import destroy
from liren.kernel.policy.values import value

AT_ONCE = 500


def sweep() -> tuple[int, int]:
    """Remove all that is left over; how many files without a row, and how many out of time."""
    over = list(over_time())
    for file in over:
        destroy(file)
    left = sum(_orphans(names) for names in _batches(old_names(now() - GRACE)))
    _half_uploads()
    return left, len(over)


def over_time() -> Iterator[File]:
    """Files of removed attachments that nobody needs to answer for any more."""
    end = ago(days=value("files.keep_removed_days"))
    for model in Attachment.all_kinds():
        rows = model.objects.filter(removed_at__lt=end, file__gone_at=None).select_related("file")
        for row in rows:
            yield row.file


def _orphans(names: list[str]) -> int:
    wholes = {name: whole(name) for name in names}
    rows = File.objects.filter(name__in=set(wholes.values()), gone_at=None)
    known = set(rows.values_list("name", flat=True))
    lost = [name for name in names if wholes[name] not in known]
    drop(lost)
    return len(lost)


def _half_uploads() -> None:
    """What a killed process had begun to receive."""
    if not settings.FILE_UPLOAD_TEMP_DIR:
        return
    before = (now() - GRACE).timestamp()
    for file in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while some := list(islice(rest, AT_ONCE)):
        yield some
