"""The portal's settings for measuring: the same portal plus the bare page, on a database of its own."""

import os

os.environ.setdefault("PORTAL_DEMO", "1")

from inovasi.settings import *  # noqa: F403 - the same settings but for what follows
from inovasi.settings import DATABASES, VAR_DIR

ROOT_URLCONF = "inovasi.bench.urls"
DATABASES["default"]["NAME"] = "inovasi_bench"
MEDIA_ROOT = VAR_DIR / "bench-media"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
