"""Template tags of announcements and guides."""
