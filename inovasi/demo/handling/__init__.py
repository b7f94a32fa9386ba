"""What is done about demo proposals besides scoring: remarks, checklists, notices, nominations, more time."""
