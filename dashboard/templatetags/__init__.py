"""Template tags of the leader's pages."""
