"""The name under which a wrong password is counted: never a number that somebody typed there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from liren.kernel.base.masking import mask_text
from liren.kernel.base.seal import keyed_hash

SHORT = 16


def tried_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The name as it may be kept; a phone number typed as a name as a mask with a fingerprint."""
    given = credentials.get("username") if credentials else None
    if given is None and request is not None:
        given = request.POST.get("username")
    name = str(given or "")
    masked = mask_text(name)
    return name if masked == name else f"{masked} {keyed_hash(name, 'tried')[:SHORT]}"
