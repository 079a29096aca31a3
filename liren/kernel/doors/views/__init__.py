"""The pages of the doors, one module for each affair."""
