""" "Pekerjaan saya": what waits for one person."""
