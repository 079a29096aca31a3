"""A small town for tests: real rows, made by plain functions."""
