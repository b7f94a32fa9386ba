"""The list of proposals: filters, columns, saved views and its files."""
