"""Know-how from the field: cases."""
