"""Settings, sitemap, roles, wiring, menu: knows everything, decides nothing."""
