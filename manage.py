#!/usr/bin/env python
"""Django's commands with the database running: the same as `liren manage …`."""

import sys

from liren.site.cli import main

if __name__ == "__main__":
    main(["manage", *sys.argv[1:]])
