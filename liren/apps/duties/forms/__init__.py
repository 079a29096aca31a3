"""What pages of duties ask for."""
