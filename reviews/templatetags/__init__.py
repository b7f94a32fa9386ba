"""Template tags that other floors' pages may include."""
