"""Where a coordinator edits what the guide of KIPP sets, begins the next edition, and reads who changed what."""
