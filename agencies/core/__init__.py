"""Agencies, schools, districts, people and the inbox as tables, and who may do what with them."""
