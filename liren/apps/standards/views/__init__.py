"""The pages of standards: load, call, render."""
