"""Template tags of the floor that knows no domain."""
