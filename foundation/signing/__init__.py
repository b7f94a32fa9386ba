"""Electronic signatures on official papers: one interface, and the ways of signing behind it."""
