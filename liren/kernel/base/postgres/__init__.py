"""Django's own backend for PostgreSQL, with a way for statements that are written once."""
