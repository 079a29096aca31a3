"""People and homes as pages, one module for each noun."""
