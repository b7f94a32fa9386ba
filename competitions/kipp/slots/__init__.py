"""Who is sent to the ministry when fewer places are there than entries: shared out, signed by two, and printed."""
