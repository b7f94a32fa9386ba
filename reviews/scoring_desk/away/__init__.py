"""A reviewer's tasks as one file: downloaded, filled in without a line, uploaded, and judged cell by cell."""
