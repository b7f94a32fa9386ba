"""Delivery: what became of every mail, the ways out where one did not arrive, and repair requests nobody has read."""
