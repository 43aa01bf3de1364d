"""Services that the tests start for themselves and remove at the end."""
