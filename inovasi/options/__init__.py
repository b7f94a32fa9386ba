"""Groups of settings, one thought to a module, for inovasi/settings.py."""
