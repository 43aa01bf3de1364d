"""The importer frame: read, map, validate, report, apply all or nothing."""
