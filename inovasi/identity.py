"""Settings of signing in at the city's own identity provider (OpenID Connect)."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

APPS: list[dict[str, Any]] = environ.Env().json("OIDC_APPS", default=[])


def _origins(app: dict[str, Any]) -> list[str]:
    """Where signing in may lead: the provider's own address, and others that it sends people on to."""
    try:
        places = [app["settings"]["server_url"], *app["settings"].get("other_origins", [])]
        return [f"{part.scheme}://{part.netloc}" for part in map(urlsplit, places)]
    except (KeyError, TypeError, AttributeError) as problem:
        raise ImproperlyConfigured("OIDC_APPS: isi seperti contoh di README.md.") from problem


# Signing in there is a form that is answered with a redirect, which the browser follows only to these.
ORIGINS = [origin for app in APPS for origin in _origins(app)]
PROVIDERS = {"openid_connect": {"APPS": APPS, "OAUTH_PKCE_ENABLED": True}}
