"""Duties on pages, one module for each noun."""
