"""Programs for those who work on Liren."""
