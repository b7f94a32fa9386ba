"""People: accounts, roles, signing in and the own profile."""
