"""`liren keys renew` in small pieces with rests, so that it can be killed between them."""

import sys
import time

import django

REST, PIECE = float(sys.argv[1]), int(sys.argv[2])

if __name__ == "__main__":
    django.setup()
    from liren.kernel.sealed.renewing import renew

    renew(lambda _place, _done: time.sleep(REST), PIECE)
