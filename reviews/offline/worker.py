"""What a device keeps of the portal itself to work without a connection: the shell, its style, its scripts."""

import json
from hashlib import sha256
from typing import Final

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

SHELL: Final = "reviews/offline/shell.html"
SCRIPTS: Final = ("js/taken-store.js", "js/taken-send.js")
"""What pages, shell and worker share."""
FILES: Final = (
    "css/portal.css", "font/plus-jakarta-sans.woff2", "img/mark.svg", *SCRIPTS, "js/taken-shell.js",
    "js/taken-screens.js",
)  # fmt: skip


def worker_script() -> str:
    """The script of the service worker: its list of files, then the files it is made of.

    Its text changes with the shell and every file of it, whose addresses carry their hash; then browsers renew all.
    """
    kept = [reverse("reviews:offline_shell"), *_addresses(FILES)]
    state = sha256("\n".join([render_to_string(SHELL), *kept]).encode())
    made = {"version": state.hexdigest()[:12], "kept": kept}
    imported = json.dumps([*_addresses(SCRIPTS), static("js/taken-worker.js")])
    return f"self.portalKeeps = {json.dumps(made)};\nimportScripts(...{imported});\n"


def _addresses(files: tuple[str, ...]) -> list[str]:
    """Where these files are; one that was not collected (a typeface whose wheel is missing) is left out."""
    found = []
    for file in files:
        try:
            found.append(static(file))
        except ValueError:
            continue
    return found
