"""Which addresses the portal has: its own by name, and those of django-allauth and the technician."""

from django.urls import URLPattern, URLResolver, get_resolver

# Sign-in, the own account and second factors: the views are django-allauth's, tested there. What must hold here is
# that none of them shows anything of the portal to a visitor.
ALLAUTH = frozenset(
    {
        "account_change_password", "account_confirm_email", "account_email", "account_email_verification_sent",
        "account_inactive", "account_login", "account_logout", "account_reauthenticate", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
        "account_set_password", "account_signup", "mfa_activate_totp", "mfa_add_webauthn", "mfa_authenticate",
        "mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_edit_webauthn", "mfa_generate_recovery_codes",
        "mfa_index", "mfa_list_webauthn", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn", "mfa_view_recovery_codes", "openid_connect_callback", "openid_connect_login",
        "socialaccount_connections", "socialaccount_login_cancelled", "socialaccount_login_error",
        "socialaccount_signup",
    }
)  # fmt: skip
# The technician's own pages; Django opens them for staff only.
TECHNICIAN = "admin:"


def all_names() -> set[str]:
    """The name of every address of the portal, the technician's left out."""
    return {name for name in _names(get_resolver()) if not name.startswith(TECHNICIAN)}


def _names(resolver: URLResolver, space: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(f"{space}{entry.name}")
        else:
            found += _names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
    return found
