"""Reads of duties, always for an actor or a day."""
