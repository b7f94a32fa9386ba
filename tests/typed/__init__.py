"""Mistakes that mypy has to see; nothing here is ever run."""
