"""The tamper-evident record: its table, how entries are written and verified, and the triggers that protect it."""
