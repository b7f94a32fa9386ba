"""What the commands that read a backup have in common."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser


class ReadingCommand(BaseCommand):
    """A command on one backup; it runs also where there are no tables yet."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="berkas kunci age untuk cadangan yang tersegel")
