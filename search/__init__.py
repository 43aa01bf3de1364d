"""One search over every room."""
