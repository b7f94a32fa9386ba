"""Settings of what the portal writes down about itself: the log of the processes and the security log."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# Whether the proxy in front names the requests itself (X-Request-Id), whatever the browser sent.
PROXY_NAMES_REQUESTS = env.bool("PROXY_NAMES_REQUESTS", default=False)

SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=365)
if SECURITY_LOG_DAYS < 30:
    raise ImproperlyConfigured("SECURITY_LOG_DAYS: isi dengan 30 hari atau lebih.")

# Files handed out under these names are not exports. Empty: open data, which is nobody's secret.
SECURITY_FILES = {
    "proposals:download": "evidence",
    "competitions:shelf_file": "evidence",
    "competitions:letter_file": "evidence",
    "competitions:replication_file": "evidence",
    "reviews:visit_photo": "evidence",
    # Noted by the page itself, whose reader has no account.
    "proposals:head_file": "",
    "mfa_download_recovery_codes": "recovery_codes",
    "proposals:catalogue_sheet": "",
    "proposals:catalogue_csv": "",
    "proposals:catalogue_json": "",
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_ids": {"()": "foundation.security.lines.RequestIds"},
        "calm": {"()": "foundation.queue.outage.Calm"},
    },
    "formatters": {
        "line": {
            "()": "foundation.security.lines.OneRecord",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
        "json": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["calm", "request_ids"], "formatter": "line"},
        "security": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
        # A certificate that leads to no root of the city is an answer of the page that asked, with the signer's name.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
        # Warns with whole addresses, which hold a NIK in version 1 of BSrE's service.
        "urllib3": {"level": "ERROR"},
    },
}
