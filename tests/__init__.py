"""Tests of the house as a whole; those of one app lie beside its code."""
