"""The WSGI application that granian serves."""

import gc
import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application

from inovasi.leash import tie

# A process that granian has started must not outlive it and keep its address.
if server := multiprocessing.parent_process():
    tie(server.pid or 0, signal.SIGKILL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")
application = get_wsgi_application()
# What has been loaded by now stays for good. Without it, and at the usual threshold, a page of a few thousand cells
# has the collector go through all modules, models and templates several times.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
