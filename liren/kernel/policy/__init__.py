"""Dated rules with their sources: parameters, the working calendar, and the packs they form."""
