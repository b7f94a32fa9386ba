"""Bringing a proposal along that was written elsewhere: a Word or PDF document, offered part by part."""
