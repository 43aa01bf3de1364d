"""Settings, one module a profile."""
