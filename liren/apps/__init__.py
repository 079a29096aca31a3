"""The affairs of a community, on a ladder: an app imports only from apps below it."""
