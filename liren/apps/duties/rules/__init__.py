"""What may be asked of a community, and what is said when not. Plain Python."""
