"""Who did what to which row: written once, next to the change itself."""
