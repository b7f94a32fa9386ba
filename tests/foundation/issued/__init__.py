"""The room of issued papers."""
