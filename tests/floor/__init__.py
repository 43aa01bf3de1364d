"""Tests of what the floor answers for: health, mail, settings."""
