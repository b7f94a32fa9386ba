"""Memory of claims: what was claimed in one edition goes on in the next, with what must be renewed."""
