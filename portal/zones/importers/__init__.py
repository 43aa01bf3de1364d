"""Importers of the registry."""
