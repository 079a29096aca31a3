"""General engines; none knows a word of community life."""
