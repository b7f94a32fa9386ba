"""The settings of the bench without any middleware: what is left of the bare page, told for the record."""

from inovasi.bench.settings import *  # noqa: F403 - the same settings but for one

MIDDLEWARE = []
