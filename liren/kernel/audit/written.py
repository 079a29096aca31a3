"""Reading published roots back: no Django, no database."""

import json
import re

WRITTEN = re.compile(r"\bseal\s+(\d{1,18})\b.*?\b([0-9a-f]{64})\b", re.IGNORECASE)


def read(text: str) -> dict[int, str]:
    """Seal → hash, from lines as they are published or from the answer of the API."""
    try:
        return _from_json(json.loads(text))
    except ValueError:
        found = WRITTEN.findall(text)
        return {int(number): hash_.lower() for number, hash_ in found}


def _from_json(said: object) -> dict[int, str]:
    rows = said.get("items") or said.get("roots") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        return {}
    known = [row for row in rows if isinstance(row, dict) and "seal" in row and "hash" in row]
    return {int(row["seal"]): str(row["hash"]).lower() for row in known}
