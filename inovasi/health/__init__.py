"""Whether every part of the portal is well, for whoever watches over it."""
