"""Background jobs on the database."""
