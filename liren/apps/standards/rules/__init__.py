"""What may be declared, and how a rule of the place may be changed."""
