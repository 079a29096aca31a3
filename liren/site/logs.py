"""One line of JSON for everything that happens, and nothing personal in it.

Of other people's lines only the template is kept, never its arguments: these hold paths, values
and names. Of a fault its type and the places it passed are kept, never its message.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import orjson
import structlog

Line = MutableMapping[str, object]
Fault = tuple[type[BaseException], BaseException, TracebackType | None]
DIGITS = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")  # telephone, identity and bank numbers
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]")
UNMASKED = frozenset({"at", "request"})
OURS = "liren"
LOG_NAME = "liren-"
OFF = frozenset({"none", "off"})
DEEPEST = 30
APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


def template_only(_logger: object, _method: str, line: Line) -> Line:
    """Replace the text of a foreign line by its template, or by the name of its action."""
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        text = str(getattr(record, "action", record.msg))
        bare = PLACEHOLDER.sub("", text)
        line["event"] = text if any(map(str.isalpha, bare)) else record.name
        job = getattr(record, "job", None)
        if isinstance(job, dict):
            line["task"], line["job"] = job.get("task_name"), job.get("id")
    line.pop("positional_args", None)
    return line


def masked(_logger: object, _method: str, line: Line) -> Line:
    """Mask what looks like a personal number in the texts of a line."""
    for key, value in line.items():
        if isinstance(value, str) and key not in UNMASKED:
            line[key] = DIGITS.sub("***", value)
    return line


def fault_without_message(_logger: object, _method: str, line: Line) -> Line:
    """Replace a fault by its type and the places it passed."""
    fault = _fault(line.pop("exc_info", None))
    if fault is not None:
        frames = traceback.extract_tb(fault[2])[-DEEPEST:]
        line["fault"] = fault[0].__name__
        line["passed"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line


def _fault(given: object) -> Fault | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    kind, fault, trace = found
    return (kind, fault, trace) if kind is not None and fault is not None else None


def _json(line: Line, **_options: object) -> str:
    return orjson.dumps(line, default=str).decode()


def _form() -> str:
    """In which form standard error gets its lines: `console` or `json`."""
    form = os.environ.get("LIREN_LOG") or ("console" if sys.stderr.isatty() else "json")
    return "console" if form == "console" else "json"


class DayFile(logging.Handler):
    """One file a day, to which all processes append whole lines; swept when the law allows it."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        """Append one line; a full disk keeps nobody from working."""
        file = f"{self.folder}/{LOG_NAME}{datetime.now(UTC):%Y%m%d}.jsonl"
        try:
            handle = self.opened(file)
            try:
                os.write(handle, f"{self.format(record)}\n".encode())
            finally:
                os.close(handle)
        except OSError:
            self.handleError(record)

    def opened(self, file: str) -> int:
        """The file of the day; the folder is made when it is missing, not looked for each time."""
        try:
            return os.open(file, APPENDING, 0o600)
        except FileNotFoundError:
            Path(self.folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(file, APPENDING, 0o600)


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


class Written(structlog.stdlib.ProcessorFormatter):
    """The form of a line, made once for all places to which it goes in this form."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, which stays on its record."""
        known = record.__dict__.get("written")
        if known is None or known[0] is not self:
            known = record.__dict__["written"] = (self, super().format(record))
        return str(known[1])


def _lines(shape: structlog.typing.Processor) -> dict[str, object]:
    return {
        "()": Written,
        "foreign_pre_chain": [*SHARED, template_only],
        "processors": [
            fault_without_message,
            masked,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            shape,
        ],
    }


def handlers(folder: str) -> dict[str, dict[str, object]]:
    """Where lines go: to standard error, and where a folder is named into a file a day."""
    found: dict[str, dict[str, object]] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": _form()}
    }
    if folder and folder not in OFF:
        found["file"] = {"()": DayFile, "folder": folder, "formatter": "json"}
    return found


HANDLERS = handlers(os.environ.get("LIREN_LOGS", ""))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "console": _lines(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())),
        "json": _lines(structlog.processors.JSONRenderer(serializer=_json)),
    },
    "handlers": HANDLERS,
    "root": {"handlers": list(HANDLERS), "level": "WARNING"},
    "loggers": {
        OURS: {"level": "INFO"},
        # every answer has its own line, also the 404s that Django would report again
        "django.request": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # what it warns of is said by `database.away`
        "django": {"handlers": [], "level": "WARNING"},
    },
}

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
