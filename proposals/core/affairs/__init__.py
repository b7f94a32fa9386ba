"""The government affairs and their signs."""
