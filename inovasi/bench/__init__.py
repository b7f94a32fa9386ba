"""How fast the portal is: serves 1,000 proposals as in production and measures each page against a bare one."""
