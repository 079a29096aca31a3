"""Papers of a payment: invoices and receipts, hung on and taken away with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from liren.apps.money.models import Invoice, Spending
from liren.apps.money.queries.spendings import ENDED
from liren.apps.money.rules import spending as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now
from liren.kernel.base.ids import uuid7
from liren.kernel.files.kinds import PICTURES, sniff
from liren.kernel.files.storing import Received, holding, keep, store

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@contextmanager
def paper(actor: Actor, upload: "UploadedFile[Any]") -> Iterator[Received]:
    """A paper on the shelf for the time of an action: a picture made anew, or a document."""
    mime = sniff(upload.file or BytesIO())
    received = store(actor, upload, document=mime not in PICTURES)
    with holding([received]):
        yield received


@action("money.add_invoice", creates=True)
def add_invoice(actor: Actor, row: Spending, /, *, file: Received, number: str = "") -> Invoice:
    """Hang an invoice on a payment."""
    rules.check_papers_open(row.state in ENDED or row.settled_at is not None)
    made = Invoice(
        uid=uuid7(), area=row.area, area_path=row.area_path, spending=row, file=keep(file),
        number=rules.invoice_number(number), at=now(), added_by=actor.user, behalf=actor.behalf,
    )  # fmt: skip
    made.save()
    return made


@action("money.remove_invoice")
def remove_invoice(actor: Actor, row: Invoice, /, *, reason: str) -> Invoice:
    """Take a paper away that does not belong here; the line stays with its reason."""
    rules.check_reason(reason)
    rules.check_papers_open(row.spending.settled_at is not None or row.removed_at is not None)
    row.removed_at, row.removed_by, row.reason = now(), actor.user, reason.strip()
    row.save(update_fields=["removed_at", "removed_by", "reason"])
    return row
