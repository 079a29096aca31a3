"""Backups: made, kept, checked, restored (docs/adr/0037).

A backup is a folder that has its name only when it is whole: the dump of the database, the
attached files, a list of these, the roots of the record, and last of all the manifest with the
checksum of each. Keys are never in it; the manifest says which ones it needs.
"""
