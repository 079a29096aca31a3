"""Reads: declared facts, figures from them, parameters and their versions."""
