"""Look up known holes in the packages that the lock files name: `make audit`. Needs a network.

pip-audit lives in an environment of its own (.venv-audit), so that nothing of it is shipped.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv-audit"
TOOL = "pip-audit==2.10.0"
LOCKS = ("run", "dev")


def main() -> int:
    """Install the tool unless it is there, and look at each lock file; 1 when one has a hole."""
    tool = HOME / "bin" / "pip-audit"
    if not tool.exists():
        venv.create(HOME, with_pip=True)
        pip = [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", TOOL]
        if subprocess.call(pip):
            print(
                "需要网络：pip-audit 没有装好。 A network is needed: pip-audit is not installed."
            )
            return 1
    found = [_look(tool, ROOT / "requirements" / f"{name}.lock") for name in LOCKS]
    return max(found)


def _look(tool: Path, lock: Path) -> int:
    print(f"· {lock.relative_to(ROOT)}")
    options = ["--requirement", str(lock), "--require-hashes", "--disable-pip", "--strict"]
    return int(subprocess.call([str(tool), *options, "--progress-spinner", "off"]) != 0)


if __name__ == "__main__":
    sys.exit(main())
