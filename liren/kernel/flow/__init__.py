"""States and transitions as a table; plain Python, the same for every affair that has a course."""
