"""The figures that leaders read, counted in one place for pages, papers and reminders."""
