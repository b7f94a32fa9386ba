"""Settings of signing in at the city's own identity provider (OpenID Connect)."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ASKED = ("provider_id", "name", "client_id", "secret", "settings")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

App = dict[str, Any]


def checked(apps: Any) -> list[App]:
    """The providers as OIDC_APPS names them. Raises ImproperlyConfigured for what is missing or not safe."""
    if not isinstance(apps, list) or not all(isinstance(app, dict) for app in apps):
        raise ImproperlyConfigured("OIDC_APPS: isi dengan daftar JSON. Lihat contoh di README.md.")
    found: list[App] = apps
    for app in found:
        missing = [name for name in ASKED if not app.get(name)]
        if missing:
            raise ImproperlyConfigured(f"OIDC_APPS: {', '.join(missing)} belum diisi. Lihat contoh di README.md.")
        if not re.fullmatch(r"[a-z0-9-]+", str(app["provider_id"])):
            raise ImproperlyConfigured("OIDC_APPS: provider_id terdiri atas huruf kecil, angka, dan tanda hubung.")
        for place in _places(app):
            if place.scheme != "https" and place.hostname not in LOOPBACK:
                raise ImproperlyConfigured("OIDC_APPS: server_url dan other_origins dimulai dengan https://.")
    if len({app["provider_id"] for app in found}) < len(found):
        raise ImproperlyConfigured("OIDC_APPS: setiap provider_id hanya sekali.")
    return found


def origins(apps: Iterable[App]) -> list[str]:
    """Where signing in may lead: to each provider's address, and to others that it sends people on to."""
    return [f"{place.scheme}://{place.netloc}" for app in apps for place in _places(app)]


def _places(app: App) -> list[Any]:
    return [
        urlsplit(str(url)) for url in (app["settings"].get("server_url"), *app["settings"].get("other_origins", []))
    ]


APPS = checked(environ.Env().json("OIDC_APPS", default=[]))
# Signing in there is a form that is answered with a redirect, which the browser follows only to these.
ORIGINS = origins(APPS)
PROVIDERS = {"openid_connect": {"APPS": APPS, "OAUTH_PKCE_ENABLED": True}}
