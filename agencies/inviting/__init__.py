"""Inviting a colleague by link: an agency's own right, for its own people and the least role."""
