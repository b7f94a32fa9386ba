"""The leader's page."""
