"""The security log as the technician reads it, and what django-allauth tells it of signing in."""
