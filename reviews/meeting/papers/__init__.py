"""The papers of a meeting, as drafts and as issued."""
