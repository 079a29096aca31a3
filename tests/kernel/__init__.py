"""The engines on real rows of the apps; what needs no app is tested beside its code."""
