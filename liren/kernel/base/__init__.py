"""What every engine stands on: the clock, refusals, codes, masks, seals and search words."""
