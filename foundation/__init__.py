"""What every floor stands on and that knows no domain: record, papers, sheets, fixtures, queue, mail and cache."""
