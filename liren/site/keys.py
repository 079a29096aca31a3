"""Where the keys of an installation are kept: in a file of mode 0600, or in the environment."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from liren.kernel.base.keyring import WEB, Source
from liren.site.terminal import Stop, _

VARIABLE = "LIREN_KEY"


def keys(home: Path) -> tuple[Source, str]:
    """The keys, made if there are none, and Django's secret."""
    file = Path(os.environ.get("LIREN_KEY_FILE") or home / "key")
    try:
        source = Source(file, os.environ.get(VARIABLE, ""))
        web = source.ensure().current(WEB).secret
    except (ValueError, OSError) as fault:
        raise Stop(
            _(
                "密钥读不出来：{reason}。请从单独保存的副本恢复 {file} 或环境变量 LIREN_KEY。"
            ).format(reason=fault, file=file)
        ) from fault
    return source, hashlib.sha256(b"liren:django:" + web).hexdigest()


class Secrets(Mapping[str, bytes]):
    """The secrets of all keys by name, as the ring is now: to tell whether a backup fits."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __getitem__(self, name: str) -> bytes:
        found = {key.id: key.secret for key in self.source.ring().keys}
        return found[name]

    def __iter__(self) -> Iterator[str]:
        return iter([key.id for key in self.source.ring().keys])

    def __len__(self) -> int:
        return len(self.source.ring().keys)
