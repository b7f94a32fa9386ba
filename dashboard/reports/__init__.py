"""Reports: which there are, their tables, and issuing them with serial and hash."""
