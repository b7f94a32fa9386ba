"""Signing issued papers in the portal: who is asked, who has signed, in ink or electronically."""
