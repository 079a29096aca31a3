"""Copy pinned npm files into the package and prove later that nobody changed them.

`build` needs npm once, on a developer's machine; `check` needs only Python. The copies are
committed, so whoever installs the product needs neither npm nor a network.
"""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
TREE = HERE.parent / "static" / "vendor"
LOCK = HERE / "assets.lock.json"
NOTICE = HERE.parents[3] / "THIRD_PARTY.md"
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="{fill}" stroke="{stroke}" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>\n'
)


class Entry(TypedDict):
    """What the lock remembers of one file."""

    source: str
    licence: str
    npm: str
    sri: str


class Asset(TypedDict, total=False):
    """One package in assets.toml."""

    package: str
    version: str
    licence: str
    files: list[str]
    outline: list[str]
    filled: list[str]


def sri(content: bytes) -> str:
    """The sha384 of a file as browsers write it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def read(tar: tarfile.TarFile, name: str) -> bytes:
    """One file of a package."""
    member = tar.extractfile(f"package/{name}")
    if member is None:
        raise FileNotFoundError(name)
    return member.read()


def symbol(svg: str, name: str, *, filled: bool) -> str:
    """One icon as a symbol of the sprite, without its empty frame."""
    body = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL).split(">", 1)[1].rsplit("</svg>", 1)[0]
    body = re.sub(r'<path stroke="none"[^>]*/>', "", body)
    paint = ("currentColor", "none") if filled else ("none", "currentColor")
    return SYMBOL.format(
        name=name, fill=paint[0], stroke=paint[1], body=re.sub(r"\s+", " ", body).strip()
    )


def sprite(tar: tarfile.TarFile, asset: Asset) -> bytes:
    """All icons of an asset in one file."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg">\n']
    for name in asset.get("outline", []):
        svg = read(tar, f"icons/outline/{name}.svg").decode()
        parts.append(symbol(svg, name, filled=False))
    for name in asset.get("filled", []):
        svg = read(tar, f"icons/filled/{name}.svg").decode()
        parts.append(symbol(svg, f"{name}-filled", filled=True))
    return "".join([*parts, "</svg>\n"]).encode()


def files(tar: tarfile.TarFile, asset: Asset) -> Iterator[tuple[str, str, bytes]]:
    """Every file that an asset gives: our name, its name in the package, its content."""
    for name in asset["files"]:
        yield name.removeprefix("dist/"), name, read(tar, name)
    if "outline" in asset:
        yield "icons.svg", "icons/*", sprite(tar, asset)


def pack(spec: str, folder: str) -> tuple[str, bytes]:
    """npm's integrity and the archive of one package."""
    command = ["npm", "pack", spec, "--json", "--ignore-scripts", "--pack-destination", folder]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    first = told[0] if isinstance(told, list) else next(iter(told.values()))
    return str(first["integrity"]), next(Path(folder).glob("*.tgz")).read_bytes()


def copy(asset: Asset) -> dict[str, Entry]:
    """Write the files of one asset and say what was written."""
    spec, lock = f"{asset['package']}@{asset['version']}", {}
    folder = f"{asset['package'].lstrip('@').replace('/', '-')}-{asset['version']}"
    with tempfile.TemporaryDirectory() as place:
        integrity, archive = pack(spec, place)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for name, origin, content in files(tar, asset):
            target = TREE / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            lock[f"{folder}/{name}"] = Entry(
                source=f"{spec}/{origin}",
                licence=asset["licence"],
                npm=integrity,
                sri=sri(content),
            )
    return lock


def build() -> int:
    """Fetch everything in assets.toml and write the lock and the notice."""
    lock: dict[str, Entry] = {}
    for asset in tomllib.loads((HERE / "assets.toml").read_text())["asset"]:
        lock |= copy(asset)
    LOCK.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")
    NOTICE.write_text(notice(lock))
    return 0


def notice(lock: dict[str, Entry]) -> str:
    """THIRD_PARTY.md: what is shipped, under which licence, with the licences' texts."""
    lines = [
        "# Third-party files shipped with Liren",
        "",
        "Written by `liren/kernel/web/vendoring/assets.py build`; do not edit.",
        "",
        "| package | licence | files |",
        "|---|---|---|",
    ]
    folders = sorted({name.split("/")[0] for name in lock})
    for folder in folders:
        names = [name for name in sorted(lock) if name.startswith(folder + "/")]
        package = lock[names[0]]["source"].rsplit("@", 1)
        version = package[1].split("/")[0]
        short = ", ".join(name.split("/", 1)[1] for name in names)
        lines.append(f"| {package[0]} {version} | {lock[names[0]]['licence']} | {short} |")
    for folder in folders:
        text = (TREE / folder / "LICENSE").read_text().strip()
        lines += ["", f"## {folder}", "", "```", text, "```"]
    return "\n".join([*lines, ""])


def faults() -> list[str]:
    """What differs between the lock and the files; empty when all is well."""
    lock: dict[str, Entry] = json.loads(LOCK.read_text())
    have = {p.relative_to(TREE).as_posix() for p in TREE.rglob("*") if p.is_file()}
    bad = [f"not in lock: {name}" for name in sorted(have - lock.keys())]
    bad += [f"missing: {name}" for name in sorted(lock.keys() - have)]
    same = sorted(have & lock.keys())
    bad += [f"changed: {n}" for n in same if sri((TREE / n).read_bytes()) != lock[n]["sri"]]
    # An installed wheel has no THIRD_PARTY.md beside it; a checkout must have the right one.
    if not bad and NOTICE.exists() and NOTICE.read_text() != notice(lock):
        bad.append("out of date: THIRD_PARTY.md")
    return bad


def check() -> int:
    """Print what differs; 0 when nothing does."""
    bad = faults()
    print("\n".join(bad) or f"{len(json.loads(LOCK.read_text()))} vendored files match")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit({"build": build, "check": check}[sys.argv[1]]())
