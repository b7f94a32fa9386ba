"""Keeping the portal's processes alive: its database, its web processes and its lanes."""
