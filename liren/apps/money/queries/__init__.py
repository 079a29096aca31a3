"""Reads, always for an actor where a person looks."""
