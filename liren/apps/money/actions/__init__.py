"""Writes. Only `booking` posts to the books; everything else calls it inside an action."""
