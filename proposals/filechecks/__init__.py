"""Uploaded files as values: what a file holds, and whether it may be stored; pure."""
