"""The hook for a virus scanner: clamd over its own protocol, or any program that reads a file.

`LIREN_SCAN` is `clamd:/run/clamav/clamd.ctl`, `clamd:host:3310` or `command:clamdscan -`.
A program gets the file on its standard input and answers by its exit code as clamscan does:
0 clean, 1 infected, anything else: it could not look.
"""

import shlex
import socket
import struct
import subprocess
from collections.abc import Iterator
from typing import IO

import structlog
from django.conf import settings

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

log = structlog.get_logger("liren.files")

SECONDS = 30.0
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class Verdict(TextChoices):
    """What the scanner said of a file."""

    OFF = "off", _("未设置病毒扫描")
    CLEAN = "clean", _("未发现病毒")
    WAITING = "waiting", _("尚未扫描")
    INFECTED = "infected", _("发现病毒，已销毁")


class Away(Exception):  # noqa: N818 — says where the scanner is
    """The scanner does not answer."""


def scan(file: IO[bytes]) -> Verdict:
    """Ask the scanner; by setting, what it could not look at waits or is refused."""
    try:
        found = look(file)
    except Away as fault:
        log.warning("files.scanner_away", why=str(fault))
        if settings.LIREN_SCAN_AWAY != "accept":
            sentence = _("病毒扫描暂时不可用，现在不能接收文件。请稍后再传，或先不带附件提交。")
            raise Refused("files.scanner-away", sentence) from fault
        return Verdict.WAITING
    if found == Verdict.INFECTED:
        sentence = _("这个文件里发现了病毒，没有保存。请先在您的设备上查杀，再换一个文件。")
        raise Refused("files.infected", sentence)
    return found


def look(file: IO[bytes]) -> Verdict:
    """What the scanner says; Away when it does not answer."""
    sort, _colon, where = settings.LIREN_SCAN.partition(":")
    if not sort:
        return Verdict.OFF
    file.seek(0)
    try:
        return _asked_clamd(file, where) if sort == "clamd" else _asked_program(file, where)
    finally:
        file.seek(0)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _asked_clamd(file: IO[bytes], where: str) -> Verdict:
    try:
        with _connected(where) as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in _chunks(file):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as fault:
        raise Away(str(fault)) from fault
    if answer.endswith("FOUND"):
        log.warning("files.infected", answer=answer)
        return Verdict.INFECTED
    if answer != "stream: OK":
        raise Away(answer or "no answer")
    return Verdict.CLEAN


def _connected(where: str) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    if not port.isdigit():
        raise Away(f"LIREN_SCAN names no port: {where}")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _asked_program(file: IO[bytes], words: str) -> Verdict:
    command = shlex.split(words)
    if not command:
        raise Away("LIREN_SCAN names no program")
    try:
        done = subprocess.run(  # noqa: S603 — the operator's own words; the file is only content
            command, input=file.read(), timeout=SECONDS, capture_output=True, check=False
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise Away(str(fault)) from fault
    verdicts = {0: Verdict.CLEAN, 1: Verdict.INFECTED}
    if done.returncode not in verdicts:
        raise Away(f"exit code {done.returncode}")
    return verdicts[done.returncode]
