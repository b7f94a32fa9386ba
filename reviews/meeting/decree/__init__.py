"""The decree that follows a meeting: its draft, and its number, date and scan."""
