"""What was measured before; `make baselines` writes it anew."""

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WRITES = bool(os.environ.get("UPDATE_BASELINES"))


def read(name: str) -> dict[str, Any]:
    """A baseline as it was committed; empty when there is none yet."""
    file = HERE / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def write(name: str, found: dict[str, Any]) -> None:
    """Keep what was found as the new baseline."""
    text = json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / name).write_text(f"{text}\n", encoding="utf-8")
