"""Who reviews what: by hand, by a plan, from a spreadsheet; and reminding reviewers."""
