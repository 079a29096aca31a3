"""The shape of what people type and ask for."""
