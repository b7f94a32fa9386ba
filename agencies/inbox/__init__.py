"""The inbox: what people are told, and reading it."""
