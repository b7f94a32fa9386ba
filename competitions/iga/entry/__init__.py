"""The desk at which an innovation is copied into the ministry's form, and everything of an edition to take along."""
