"""The portal's settings for tests: the same, in demo mode, without rate limits and without hashed static names."""

import os

os.environ["PORTAL_TESTING"] = "1"
os.environ.setdefault("PORTAL_DEMO", "1")

from inovasi.settings import *

# Signing in is tested, the strength of a hash is not: a cheap one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What a test commits need not survive a power cut.
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
