"""Prepare this folder for `make`: the environment in .venv, a browser, what sets PDF.

Usage: python3 scripts/environment.py run|dev|browser|papers

Runs with any Python 3, so that a Python that is too old is told in a sentence.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST = (3, 11)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FONTS = "/usr/share/fonts"
# what sets PDF: the library as the linker knows it, and its package
SETTERS = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def main() -> None:
    """Do what the word on the command line says."""
    wanted = sys.argv[1:]
    if wanted == ["browser"]:
        browser()
    elif wanted == ["papers"]:
        papers()
    elif wanted in (["run"], ["dev"]):
        environment(wanted[0])
    else:
        sys.exit(__doc__)


def environment(kind: str) -> None:
    """Install what the lock file names, unless it is installed."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            "需要 Python 3.11 或更新，这里是 "
            + found
            + "。请安装后用它：make run PYTHON=python3.11",
            "Python 3.11 or newer is needed, this is " + found + ". Install one and name it:"
            " make run PYTHON=python3.11",
        )
    if is_installed(kind):
        return
    if not (VENV / "bin" / "python").exists():
        make_venv()
    say("正在安装依赖（首次约一分钟）…… Installing what is needed, about a minute the first time…")
    lock = ROOT / "requirements" / (kind + ".lock")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    options = ["--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    if subprocess.call(pip + options + ["-r", str(lock)]):
        stop(
            "依赖没有装好，请检查网络（或 pip 镜像设置）后重试。",
            "Installing failed: check the network (or the mirror that pip is told to use).",
        )
    make_program()
    stamp(kind).write_text(fingerprint(kind))


def is_installed(kind: str) -> bool:
    """Whether this lock file, or the larger one of developers, is installed."""
    if not (VENV / "bin" / "python").exists():
        return False
    return any(has_stamp(one) for one in {kind, "dev"})


def has_stamp(kind: str) -> bool:
    """Whether exactly this version of the lock file is installed."""
    return stamp(kind).exists() and stamp(kind).read_text() == fingerprint(kind)


def stamp(kind: str) -> Path:
    """The file that says what is installed."""
    return VENV / (kind + ".installed")


def fingerprint(kind: str) -> str:
    """Changes with the lock file and with the Python in use."""
    lock = (ROOT / "requirements" / (kind + ".lock")).read_bytes()
    return hashlib.sha256(lock + str(VENV).encode()).hexdigest()


def make_venv() -> None:
    """Make .venv; on Debian the module for it can be missing."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = "python{}.{}-venv".format(*sys.version_info[:2])
        install([version], "Python 的 venv 模块", "Python's venv module", True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        stop("无法建立 .venv，请看上面的说明。", "Could not make .venv, see above.")


def make_program() -> None:
    """Put the program `liren` into .venv/bin, and this folder on its path: nothing is built."""
    found = subprocess.check_output(
        [
            str(VENV / "bin" / "python"),
            "-c",
            "import sysconfig; print(sysconfig.get_path('purelib'))",
        ],
        text=True,
    )
    Path(found.strip(), "liren.pth").write_text(str(ROOT) + "\n")
    program = VENV / "bin" / "liren"
    lines = ["#!/bin/sh", 'exec "$(dirname "$0")/python" -m liren "$@"', ""]
    program.write_text("\n".join(lines))
    program.chmod(0o755)


def browser() -> None:
    """Install Chromium and Chinese fonts for the journeys, where that is possible."""
    needed = []
    if not os.environ.get("LIREN_CHROMIUM") and not any(map(shutil.which, CHROMIUMS)):
        needed.append("chromium")
    needed += fonts()
    if needed:
        install(needed, "浏览器测试所需的软件", "what the browser tests need", False)


def papers() -> None:
    """Install what sets PDF and Chinese fonts, where that is possible."""
    needed = [package for library, package in SETTERS.items() if not has_library(library)]
    needed += fonts()
    if needed:
        install(needed, "制作 PDF 所需的软件", "what sets PDF", False)


def has_library(name: str) -> bool:
    """Whether the linker finds a library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def fonts() -> list[str]:
    """The package of Chinese fonts, unless they are there."""
    return [] if list(Path(FONTS).glob("**/NotoSansCJK*")) else ["fonts-noto-cjk"]


def install(packages: list[str], zh: str, en: str, is_must: bool) -> None:
    """Install system packages when allowed to, otherwise print the one command."""
    options = ["--no-install-recommends", "install", "-y", *packages]
    command = ["apt-get", *options]
    may = os.geteuid() == 0
    if not may and shutil.which("sudo"):
        may = subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0
        command = ["sudo", *command]
    if may and shutil.which("apt-get"):
        say("正在安装" + zh + "……", "Installing " + en + "…")
        update = [*command[: command.index("apt-get") + 1], "update", "-qq"]
        if not any(subprocess.call(one, stdout=subprocess.DEVNULL) for one in (update, command)):
            return
    said = "sudo apt-get install -y " + " ".join(packages)
    tell = stop if is_must else say
    tell("缺少：" + zh + "。请运行一次：" + said, "Missing: " + en + ". Run once: " + said)


def say(*sentences: str) -> None:
    """Print sentences at once."""
    print("\n".join(sentences), file=sys.stderr, flush=True)


def stop(*sentences: str) -> None:
    """End with sentences."""
    sys.exit("\n".join(sentences))


if __name__ == "__main__":
    main()
