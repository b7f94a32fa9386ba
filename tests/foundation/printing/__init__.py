"""The room of printing."""
