"""The forecast of a period: its model, what it learns from, and its curve."""
