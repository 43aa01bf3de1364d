"""The registry's pages, a module for each kind."""
