"""The kernel's own operations."""

from ninja import Router

router = Router()
