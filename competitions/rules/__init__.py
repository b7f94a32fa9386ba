"""What the rules of an edition of either programme are made of: values only, stored as JSON with the edition."""
