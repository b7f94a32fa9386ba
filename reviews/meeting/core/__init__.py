"""A decision meeting as it is stored: its rows and their guards, who may see it, its lines, and the frozen rank."""
