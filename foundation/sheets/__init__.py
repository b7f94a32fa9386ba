"""Tables as files: XLSX and CSV."""
