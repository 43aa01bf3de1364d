"""The first page and the guides."""
