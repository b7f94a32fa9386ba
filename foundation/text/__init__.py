"""What people type: its one stored form, the form in which it is compared and ordered, the fields that hold it."""
