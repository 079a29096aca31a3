"""The only writers of duties."""
