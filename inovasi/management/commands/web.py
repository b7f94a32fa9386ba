"""`manage.py web`: one process of the web server, as a part of `manage.py serve`."""

import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from inovasi.web.serving import serve


class Command(BaseCommand):
    help = "Satu proses web; dijalankan oleh `manage.py serve`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--descriptor", type=int, required=True, help="soket pendengar yang sudah terbuka")
        parser.add_argument("--application", default="inovasi.wsgi.application")

    def handle(self, *args: Any, **options: Any) -> None:
        serve(import_string(options["application"]), socket.socket(fileno=options["descriptor"]))
