"""Choosing what a meeting decides: the cut, the disputes that come first, and what follows."""
