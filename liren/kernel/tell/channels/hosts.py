"""Where calls may go: never into one's own network unless the operator names the host."""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings

from liren.kernel.tell.channels.letter import Undelivered


def is_well_formed(url: str) -> bool:
    """Whether this is an address that may be kept: https, or a host that the operator named."""
    try:
        parts = urlsplit(url)
        schemes = {"https", "http"} if parts.hostname in settings.LIREN_TELL_HOSTS else {"https"}
        return bool(parts.hostname) and parts.scheme in schemes
    except ValueError:
        return False


def check_reachable(url: str) -> None:
    """Undelivered when the address leads into a private network that nobody opened."""
    host = urlsplit(url).hostname or ""
    if not is_well_formed(url):
        raise Undelivered("address is not allowed")
    if host in settings.LIREN_TELL_HOSTS:
        return
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as fault:
        raise Undelivered("host is unknown") from fault
    if not all(ipaddress.ip_address(address).is_global for address in found):
        raise Undelivered("host lies in a private network")
