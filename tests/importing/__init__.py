"""Imports: reading files, planning, applying, the command and the CMS screens."""
