"""Input on pages."""
