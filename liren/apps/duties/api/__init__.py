"""Duties for programs, one module for each noun."""

from ninja import Router

router = Router(tags=["duties"])
