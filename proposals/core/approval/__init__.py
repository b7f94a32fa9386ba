"""What the head of an agency said to a proposal in the portal, and whether it still holds."""
