"""What both entry desks share: what somebody has copied into a ministry's portal, and archives to take along."""
