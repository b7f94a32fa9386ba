"""Wiring only: settings, root urls, wsgi, embedded database, commands."""
