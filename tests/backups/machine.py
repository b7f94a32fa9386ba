"""manage.py as it runs on another machine, and archives that somebody changed."""

import io
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection


def own_url() -> str:
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)


def manage(url: str, media: Path, *arguments: str, most_bytes: int = -1) -> subprocess.CompletedProcess[str]:
    """Runs manage.py on another machine: another database, another storage, another limit of a file's size."""
    script = (
        "import resource;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, resource.RLIM_INFINITY));"
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'inovasi.settings';"
        "import inovasi.settings as s; from pathlib import Path;"
        f"s.MEDIA_ROOT = Path({str(media)!r});"
        "from django.core.management import execute_from_command_line as run; run(['manage.py', *sys.argv[1:]])"
    )
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def altered(source: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """The same archive with its members changed: name and content to name and content, or to nothing."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = old.extractfile(member)
            changed = change(member.name, content.read()) if content else None
            if changed:
                entry = tarfile.TarInfo(changed[0])
                entry.size = len(changed[1])
                new.addfile(entry, io.BytesIO(changed[1]))
