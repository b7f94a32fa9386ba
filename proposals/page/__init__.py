"""The page of one proposal: reading it, moving it on, its history."""
