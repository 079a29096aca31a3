"""Jurisdiction packs: dated policy, lists and case kinds as data, not code."""
