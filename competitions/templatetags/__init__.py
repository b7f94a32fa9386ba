"""Template tags of the national programmes."""
