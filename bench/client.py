"""Clients over HTTP/1.1 on plain sockets: one loop in a process of its own, cheap enough to share
the cores with what it measures.

Each client sends its next request when the answer to the last one is whole. Reads a plan as JSON
from the standard input and writes what happened to the standard output.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.house import CHECKOUT


@dataclass
class Outcome:
    """What the clients saw: seconds in all, milliseconds of each answer, statuses."""

    seconds: float
    latencies: list[float]
    statuses: dict[str, int]
    sample: str = ""

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def expect(self, *statuses: int) -> "Outcome":
        """The same outcome, if all answers were of these kinds."""
        wrong = set(self.statuses) - {str(status) for status in statuses}
        assert not wrong, f"{self.statuses}: {self.sample}"
        return self


def request(method: str, path: str, body: Any = None, *, token: str = "", cookie: str = "") -> str:
    """One request as text."""
    content = "" if body is None else json.dumps(body, ensure_ascii=False)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: zh-CN"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(content.encode())}"]
    return "\r\n".join([*lines, "", content])


def drive(
    port: int, clients: Sequence[Sequence[str]], seconds: float, once: bool = False
) -> Outcome:
    """Let clients send their requests for some seconds, round and round or each only once."""
    plan = {"port": port, "clients": clients, "seconds": seconds, "once": once}
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        check=True,
        cwd=CHECKOUT,
    )
    return Outcome(**json.loads(done.stdout))


# ── the process of the clients ──────────────────────────────────────────────────────────────


@dataclass
class Client:
    """One connection with its requests."""

    link: socket.socket
    requests: list[bytes]
    sent: int = 0
    began: float = 0
    received: bytearray = field(default_factory=bytearray)

    def send(self) -> None:
        """Send the next request."""
        self.received.clear()
        self.began = time.perf_counter()
        self.link.sendall(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def receive(self) -> int:
        """The status, once the answer is whole; 0 before."""
        some = self.link.recv(1 << 18)
        if not some:
            raise ConnectionError("the server hung up")
        self.received += some
        head = self.received.find(b"\r\n\r\n")
        if head < 0:
            return 0
        top = bytes(self.received[:head]).lower()
        at = top.find(b"content-length:")
        length = int(top[at + 15 :].split(b"\r", 1)[0]) if at >= 0 else 0
        whole = len(self.received) >= head + 4 + length
        return int(top.split(b" ", 2)[1]) if whole else 0


def run(plan: dict[str, Any]) -> Outcome:
    """Carry out a plan."""
    outcome, statuses = Outcome(0, [], {}), Counter[str]()
    with selectors.DefaultSelector() as selector:
        clients = [_client(plan["port"], texts) for texts in plan["clients"]]
        began = time.perf_counter()
        until = began + plan["seconds"]
        for client in clients:
            selector.register(client.link, selectors.EVENT_READ, client)
            client.send()
        while selector.get_map():
            for key, _ in selector.select(30):
                client = key.data
                if not (status := client.receive()):
                    continue
                now = time.perf_counter()
                outcome.latencies.append(1000 * (now - client.began))
                statuses[str(status)] += 1
                if status >= 400:
                    outcome.sample = client.received.decode(errors="replace")[:2000]
                if now < until and not (plan["once"] and client.sent >= len(client.requests)):
                    client.send()
                else:
                    selector.unregister(client.link)
        outcome.seconds = time.perf_counter() - began
    outcome.statuses = dict(statuses)
    return outcome


def _client(port: int, texts: list[str]) -> Client:
    link = socket.create_connection(("127.0.0.1", port))
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Client(link, [text.encode() for text in texts])


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)).__dict__, sys.stdout)
