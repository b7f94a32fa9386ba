"""The security log: who signed in, was refused or took data away, one row and one line of JSON for each event."""
