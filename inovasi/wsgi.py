"""The WSGI application that `manage.py web` serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")
application = get_wsgi_application()
# What has been loaded by now stays for good. Without it, and at the usual threshold, a page of a few thousand cells
# has the collector go through all modules, models and templates several times.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
