"""Web and worker under one supervisor: started together, kept alive, stopped in order."""

import contextlib
import errno
import http.client
import os
import shutil
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from liren.site.children import Child, obey_parent, program
from liren.site.database import is_embedded
from liren.site.folders import home
from liren.site.postgres import Cluster, embedded
from liren.site.terminal import Stop, _, complain, tell

GLANCE = 0.5  # seconds between two looks at the children
ENDS_WITHIN = 15
PAUSE = 5
REQUEST_ENDS_WITHIN = 10
THREADS = 8
JOBS_KEEP = 4  # connections: two jobs run at once, each may hand work to a thread
LARGEST = 4


@dataclass(frozen=True)
class Door:
    """Where the web server listens, and with what."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    certificate: Path | None = None
    key: Path | None = None

    @property
    def address(self) -> str:
        """The address to type into a browser."""
        anywhere = self.host in ("0.0.0.0", "::")  # noqa: S104 — compared, not bound
        host = socket.gethostname() if anywhere else self.host
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"

    @property
    def processes(self) -> int:
        """Web processes: as said, or one for each core up to four."""
        return self.workers or min(LARGEST, len(os.sched_getaffinity(0)))

    def arguments(self) -> list[str]:
        """The same door as arguments of a command line."""
        words = ["--host", self.host, "--port", str(self.port), "--workers", str(self.processes)]
        if self.certificate and self.key:
            words += ["--tls", str(self.certificate), str(self.key)]
        return words

    def check(self) -> None:
        """Stop with a sentence when the port is taken or the certificate cannot be used."""
        try:
            kind = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            with socket.socket(kind, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except (OSError, OverflowError) as fault:
            if getattr(fault, "errno", None) == errno.EADDRINUSE:
                says = _("{port} 端口已被别的程序占用。请换一个：make run PORT={other}")
            else:
                says = _("无法在 {host} 的 {port} 端口上提供服务：{reason}。请换地址或端口。")
            facts = {"host": self.host, "port": self.port, "other": self.port + 1}
            raise Stop(says.format(**facts, reason=fault)) from fault
        if self.certificate and self.key:
            _check_certificate(self.certificate, self.key)


def _check_certificate(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as fault:
        raise Stop(
            _("证书或密钥不能使用：{reason}。请检查 --tls 后面的两个文件。").format(reason=fault)
        ) from fault


class Supervisor:
    """Keeps the children and the embedded database alive until it is told to stop."""

    def __init__(self, children: list[Child], cluster: Cluster | None) -> None:
        self.children, self.cluster = children, cluster
        self.told = threading.Event()
        self.next_revival = 0.0

    def run(self, when_ready: Callable[[], None], door: Door) -> None:
        """Run until Ctrl-C or SIGTERM, then stop web, worker and database in this order."""
        with self._signals():
            try:
                for child in self.children:
                    child.start()
                threading.Thread(target=self._greet, args=(when_ready, door), daemon=True).start()
                while not self.told.wait(GLANCE):
                    self._look()
            finally:
                self._stop()

    def _greet(self, when_ready: Callable[[], None], door: Door) -> None:
        while not self.told.wait(0.1):
            if _answers(door):
                when_ready()
                return

    def _look(self) -> None:
        if self.cluster is not None and self.cluster.pid() is None:
            self._revive(self.cluster)
        for child in self.children:
            if child.look_after():
                complain(_("{name} 意外停止，稍后重新启动。").format(name=child.name))

    def _revive(self, cluster: Cluster) -> None:
        if time.monotonic() < self.next_revival:
            return
        complain(_("数据库意外停止，正在重新启动。"))
        try:
            cluster.start()
        except (Stop, OSError) as fault:  # the disk may be full: people see a page that says so
            complain(str(fault))
            self.next_revival = time.monotonic() + PAUSE

    def _stop(self) -> None:
        tell(_("正在停止……"))
        for child in self.children:
            child.stop(ENDS_WITHIN)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._tell) for number in wanted}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def _tell(self, *_given: object) -> None:
        if self.told.is_set():  # asked twice: do not wait for work in progress
            for child in self.children:
                child.kill()
        self.told.set()


def _answers(door: Door) -> bool:
    link = _link(door)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _link(door: Door) -> http.client.HTTPConnection:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(door.host, door.host)  # noqa: S104
    if not door.certificate:
        return http.client.HTTPConnection(host, door.port, timeout=5)
    trusting = ssl._create_unverified_context()  # noqa: S323 — we talk to ourselves
    return http.client.HTTPSConnection(host, door.port, timeout=5, context=trusting)


def serve(door: Door, when_ready: Callable[[], None] | None = None) -> None:
    """Serve pages and work through the queue until told to stop."""
    door.check()
    cluster = embedded() if is_embedded() else None
    with cluster.lease() if cluster else contextlib.nullcontext():
        (home() / "static").mkdir(exist_ok=True)  # or whitenoise complains in every process
        environment = {"LIREN_DB_ROLE": "app", "PROMETHEUS_MULTIPROC_DIR": str(_counters())}
        environment["LIREN_LOGS"] = os.environ.get("LIREN_LOGS") or str(home() / "logs")
        if door.certificate:
            environment["LIREN_TLS"] = "true"
        web = {**environment, "LIREN_DB_POOL": str(THREADS)}
        # a new connection for each job would cost the database more than the job
        worker = {**environment, "LIREN_DB_POOL": str(JOBS_KEEP)}
        children = [
            Child("web", program("web", *door.arguments()), web),
            Child("worker", program("worker"), worker),
        ]
        Supervisor(children, cluster).run(when_ready or _say_address(door), door)


def _say_address(door: Door) -> Callable[[], None]:
    return lambda: tell(
        _("里仁已经启动：{address}（按 Ctrl-C 停止）").format(address=door.address)
    )


def _counters() -> Path:
    """A fresh folder in which all web processes count; those of dead supervisors are removed."""
    shelf = home() / "counters"
    for old in shelf.glob("*"):
        if not Path("/proc", old.name).exists():
            shutil.rmtree(old, ignore_errors=True)
    folder = shelf / str(os.getpid())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def serve_web(door: Door) -> None:
    """The web child: Granian with its processes."""
    from granian import Granian  # the supervisor does without it
    from granian.constants import Interfaces
    from granian.log import LogLevels

    obey_parent()
    Granian(
        "liren.site.wsgi:application",
        address=door.host,
        port=door.port,
        interface=Interfaces.WSGI,
        workers=door.processes,
        blocking_threads=THREADS,
        backpressure=16 * THREADS,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=REQUEST_ENDS_WITHIN,
        ssl_cert=door.certificate,
        ssl_key=door.key,
    ).serve()


def serve_jobs() -> None:
    """The worker child."""
    obey_parent()
    import django

    django.setup()
    from liren.site.worker import work

    work()
