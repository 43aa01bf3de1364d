"""Template tags of know-how."""
