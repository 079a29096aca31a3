"""Benchmarks: the platform against raw SQL in one run, on an embedded, durable server.

`make bench` or `python -m bench --help`; targets and results in docs/reference/benchmarks.md.
"""
