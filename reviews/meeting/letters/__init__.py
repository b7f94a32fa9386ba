"""The letters that tell proposers what a meeting decided."""
