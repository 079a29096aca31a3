"""What may happen to money; plain Python."""
