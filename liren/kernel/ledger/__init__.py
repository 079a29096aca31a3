"""Accounts and balanced entries in a unit, never edited: what was wrong is answered by its
opposite. Knows nothing of what is kept in the accounts.
"""
