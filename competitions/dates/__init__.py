"""The calendar of the national programmes: dates with their sources and histories, and the city's own last days."""
