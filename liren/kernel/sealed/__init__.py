"""Sealed fields: personal facts that show a mask, open only when asked, and change their keys.

A model says `SealedField("phone", mask=mask_phone, bound_to="uid")` and, to find people by it,
`HashField(of="phone")` for the whole or `HashField(of="phone", last=4, within="area_path")`.
"""
