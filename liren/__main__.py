"""`python -m liren` is `liren`."""

from liren.site.cli import main

if __name__ == "__main__":
    main()
