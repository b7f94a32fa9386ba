"""What was sent: how others than its agency read a proposal, and two sent versions compared."""
