"""What a sealed field costs: `python -m bench.sealing`; microseconds of processor time each."""

import os
import time
from timeit import repeat

import django

TIMES = 20_000
ROW = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"
PHONE = "13800138000"
PLAIN = "楼道里堆放了电动车和纸箱，晚上走路不方便，请处理。" * 3
NUMBERED = f"{PLAIN}请打{PHONE}，身份证110101199003071233。"


def main() -> None:
    """Print one line for each thing that is done to a field."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.site.settings")
    django.setup()
    from liren.kernel.base.masking import mask_text
    from liren.kernel.base.seal import mark, seal, unseal

    sealed = seal(PHONE, "phone", ROW)
    works = {
        "seal": lambda: seal(PHONE, "phone", ROW),
        "open": lambda: unseal(sealed, "phone", ROW),
        "hash": lambda: mark(PHONE, "phone"),
        "seal and hash": lambda: (seal(PHONE, "phone", ROW), mark(PHONE, "phone")),
        "look through a text": lambda: mask_text(PLAIN),
        "look through a text with two numbers": lambda: mask_text(NUMBERED),
    }
    for name, work in works.items():
        best = min(repeat(work, number=TIMES, repeat=5, timer=time.process_time))
        print(f"{name:40} {best / TIMES * 1e6:6.1f} µs")


if __name__ == "__main__":
    main()
