"""The portal's settings for tests: the same, in demo mode, without rate limits and without hashed static names."""

import os

os.environ["PORTAL_TESTING"] = "1"
os.environ.setdefault("PORTAL_DEMO", "1")

from inovasi.settings import *
