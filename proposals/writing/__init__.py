"""The writing desk: steps, autosave, edit clashes, files, and the check before sending."""
