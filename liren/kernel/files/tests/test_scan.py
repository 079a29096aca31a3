"""The scanner is asked over a real socket that speaks its protocol, and by a real program."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.errors import Refused
from liren.kernel.files import jobs
from liren.kernel.files.models import File
from liren.kernel.files.scan import Verdict
from liren.kernel.files.storing import keep, store, taken
from liren.kernel.files.tests import samples
from liren.kernel.files.tests.conftest import lying

EICAR = b"X5O!P%@AP[4" + b"(a harmless stand-in for the test virus)"


class Clamd(threading.Thread):
    """A little clamd: takes a stream in chunks and says whether the mark is in it."""

    def __init__(self, line: socket.socket, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.line, self.fixed, self.seen = line, answer, b""

    def run(self) -> None:
        while True:
            try:
                talk, _who = self.line.accept()
            except OSError:
                return
            with talk, talk.makefile("rwb") as both:
                assert both.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", both.read(4))[0]:
                    content += both.read(size)
                self.seen = content
                found = b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0"
                both.write(self.fixed or found)


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with socket.create_server(("127.0.0.1", 0)) as line:
        server = Clamd(line)
        server.start()
        settings.LIREN_SCAN = f"clamd:127.0.0.1:{line.getsockname()[1]}"
        yield server


def test_a_clean_file_passes_whole(giver: Actor, clamd: Clamd) -> None:
    sent = samples.picture(size=(1200, 900), quality=100)
    assert store(giver, samples.upload(sent)).row.scan == Verdict.CLEAN
    assert clamd.seen == sent


def test_an_infected_file_is_refused_and_leaves_nothing(
    giver: Actor, clamd: Clamd, folder: Path
) -> None:
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(samples.picture() + EICAR))
    assert no.value.code == "files.infected"
    assert lying(folder) == []


def test_over_a_local_socket_too(giver: Actor, settings: Any, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(tmp_path / "c"))
        line.listen()
        Clamd(line).start()
        settings.LIREN_SCAN = f"clamd:{tmp_path / 'c'}"
        assert store(giver, samples.upload(samples.picture())).row.scan == Verdict.CLEAN


AWAY = (
    *("clamd:127.0.0.1:9", "clamd:/no/socket", "clamd:nowhere"),
    *("command:", "command:/no/program", "command:sh -c 'exit 3'"),
)


@pytest.mark.parametrize("where", AWAY)
def test_a_scanner_that_is_away_lets_nothing_in(
    giver: Actor, settings: Any, folder: Path, where: str
) -> None:
    settings.LIREN_SCAN = where
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(samples.picture()))
    assert no.value.code == "files.scanner-away"
    assert lying(folder) == []


def test_an_answer_that_makes_no_sense_is_no_yes(giver: Actor, clamd: Clamd) -> None:
    clamd.fixed = b"INSTREAM size limit exceeded. ERROR\0"
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(samples.picture()))
    assert no.value.code == "files.scanner-away"


def test_by_setting_it_is_looked_at_later(
    giver: Actor, settings: Any, folder: Path, request: pytest.FixtureRequest
) -> None:
    settings.LIREN_SCAN, settings.LIREN_SCAN_AWAY = "clamd:127.0.0.1:9", "accept"
    with taken(
        giver, [samples.upload(samples.picture()), samples.upload(samples.picture("PNG"))]
    ) as two:
        together(lambda: [keep(one) for one in two])
    assert set(File.objects.values_list("scan", flat=True)) == {Verdict.WAITING}
    jobs.scan_again()
    assert set(File.objects.values_list("scan", flat=True)) == {Verdict.WAITING}, "still away"
    server = request.getfixturevalue("clamd")
    jobs.scan_again()
    assert set(File.objects.values_list("scan", flat=True)) == {Verdict.CLEAN}
    File.objects.update(scan=Verdict.WAITING)
    server.fixed = b"stream: Late FOUND\0"
    jobs.scan_again()
    assert all(file.is_gone and file.scan == Verdict.INFECTED for file in File.objects.all())
    assert lying(folder) == []


def test_a_program_answers_by_its_exit_code(giver: Actor, settings: Any) -> None:
    settings.LIREN_SCAN = "command:grep -q -v NEVER"
    assert store(giver, samples.upload(samples.picture())).row.scan == Verdict.CLEAN
    settings.LIREN_SCAN = f"command:sh -c '! grep -aq {EICAR[:9].decode()[:3]}'"
    with pytest.raises(Refused) as no:
        store(giver, samples.upload(samples.picture() + EICAR))
    assert no.value.code == "files.infected"
