"""The portal without any middleware, as a WSGI application: what is left of the bare page, told for the record."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.bench.settings")
# The apps insist on their middleware while they are loaded, so it is taken away afterwards.
django.setup()
settings.MIDDLEWARE = []
application = WSGIHandler()
