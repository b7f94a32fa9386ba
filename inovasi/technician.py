"""The technician's back room, `/admin/`: entered like the portal itself, and showing only what belongs to it."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

# Rooms whose rows may be looked at. Whatever else is installed keeps its tables to itself: second factors, tokens,
# sessions, and the arguments of jobs, among which are mails with links to new passwords.
OWN = ("agencies", "foundation", "proposals", "reviews", "competitions", "dashboard")


@method_decorator(secure_admin_login, name="login")
class TechnicianSite(AdminSite):
    site_header = site_title = "Ruang teknisi"
    index_title = "Portal Inovasi Daerah"

    def password_change(  # type: ignore[override]  # Django declares a page only; a redirect leads to one
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The own password is changed where everybody changes it, under the same rules."""
        return redirect("account_change_password")

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Takes tables of the portal's own rooms, and passes over those of the libraries."""
        several = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        own = [model for model in several if model._meta.app_label in OWN]
        super().register(own, admin_class, **options)
