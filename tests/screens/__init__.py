"""Pictures of every kind of page, for the eye."""
