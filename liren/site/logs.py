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
from types import TracebackType

import orjson
import structlog

Line = MutableMapping[str, object]
Fault = tuple[type[BaseException], BaseException, TracebackType | None]
DIGITS = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")  # telephone, identity and bank numbers
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]")
UNMASKED = frozenset({"at", "request"})
OURS = "liren"
DEEPEST = 30


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


def _shape() -> structlog.typing.Processor:
    form = os.environ.get("LIREN_LOG") or ("console" if sys.stderr.isatty() else "json")
    if form == "console":
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(serializer=_json)


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*SHARED, template_only],
            "processors": [
                fault_without_message,
                masked,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _shape(),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
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
