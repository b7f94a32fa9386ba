"""Pages of agencies and schools for leaders and for themselves."""
