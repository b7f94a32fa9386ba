"""Backups: taken, sealed, checked, and put into an empty machine."""
