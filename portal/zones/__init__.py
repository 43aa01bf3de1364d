"""The registry of published facts and its pages."""
