"""The one address of the site: every link that leaves the portal, in a mail, a QR code or a sheet, is built here."""

from django.conf import settings


def absolute(path: str = "") -> str:
    """The full address of a path of the portal, whatever name a request was asked under."""
    return f"{settings.SITE_URL}{path}"
