"""Child processes of one supervisor: started again when they die, never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = float(os.environ.get("LIREN_LONGEST_PAUSE") or 30)
SETTLED = 60  # seconds after which a start counts as a good one


def die_with(parent: int, by: signal.Signals) -> None:
    """Have the kernel send this signal to us when our parent dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), by)


@dataclass
class Child:
    """One program that is to run as long as its supervisor does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    pause: float = FIRST_PAUSE
    since: float = 0
    next_start: float = 0
    deaths: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start the program in a process group of its own, so that Ctrl-C reaches only us."""
        self.since = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 — our own command line
            self.command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment, "LIREN_PARENT": str(os.getpid())},
            process_group=0,
        )

    def look_after(self) -> bool:
        """Start the program again if it died, with growing pauses; True when it just died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return False
        code = self.process.poll()
        if code is None:
            return False
        self.deaths.append(code)
        self.process = None
        self.pause = FIRST_PAUSE if now - self.since > SETTLED else self.pause
        self.next_start = now + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        return True

    def stop(self, within: float) -> None:
        """Ask the program to end, and end its whole group if it does not."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        self.kill()
        self.process = None

    def kill(self) -> None:
        """End the program and everything it started, now."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def obey_parent() -> None:
    """In a child: end in good order when the supervisor dies."""
    if parent := os.environ.pop("LIREN_PARENT", ""):
        die_with(int(parent), signal.SIGTERM)


def program(*arguments: str) -> list[str]:
    """The command line of this program with other arguments."""
    return [sys.executable, "-m", "liren", *arguments]
