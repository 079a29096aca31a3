"""What the input of each act in the territory looks like, one module for each noun."""
