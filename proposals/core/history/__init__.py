"""What happened to a proposal: its record, its revisions and the remarks on it."""
