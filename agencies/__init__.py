"""Agencies, schools, districts, people and their inbox."""
