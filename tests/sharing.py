"""How the processes of a run share the tests: whole files, so that one process sets a file up.

The files with most tests go first, and what can be shared one by one goes last: so no process
waits for another at the end.
"""

from pathlib import PurePosixPath
from typing import Any

from xdist.scheduler import LoadGroupScheduling

# files so long that their tests are shared one by one
SPREAD = frozenset({"test_matrix.py"})


class Sharing(LoadGroupScheduling):  # type: ignore[misc]
    """A file is one piece of work, except for those that are spread."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if PurePosixPath(file).name in SPREAD else file


def made(config: Any, log: Any) -> Sharing | None:
    """The sharing of `--dist loadgroup`, and nothing of another way."""
    return Sharing(config, log) if config.getoption("dist") == "loadgroup" else None
