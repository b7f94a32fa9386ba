"""Approval by the head of an agency in the portal: asked by an operator, given through a link without an account."""
