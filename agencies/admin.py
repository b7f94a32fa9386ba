"""The technician's back room for the ground floor. Roles and agencies are otherwise kept in the portal itself."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from agencies.core.models import Agency, District, User
from agencies.core.requests import SignedInRequest
from agencies.people import services
from agencies.people.forms import TechnicianForm
from agencies.people.freshness import fresh_only
from agencies.people.views import stay_signed_in
from foundation.audit.models import LedgerEntry


@admin.register(User)
class PortalUserAdmin(admin.ModelAdmin[User]):
    """Accounts with the technician's own roles. No password is set here: its owner makes it by the link in a mail."""

    form = TechnicianForm
    list_display = ["username", "full_name", "agency", "is_coordinator", "is_reviewer", "is_leader", "is_active"]
    list_filter = ["is_coordinator", "is_reviewer", "is_leader", "is_active", "is_superuser"]
    search_fields = ["username", "full_name", "email"]
    autocomplete_fields = ["agency"]
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who leaves is no longer active; what they did stays theirs."""
        return False

    @method_decorator(fresh_only)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except services.AccountRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        """By the same service as in the portal: the order of roles, the record and the mail hold here, too."""
        if not change:
            obj.set_unusable_password()
        services.save_person(obj, by=cast(User, request.user))
        if not change:
            services.invite(obj, form_request=request)
        stay_signed_in(cast(SignedInRequest, request), obj)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin[LedgerEntry]):
    """The tamper-evident record, to read."""

    list_display = ["sequence", "at", "kind", "subject_type", "subject_id", "actor", "acting_for", "before", "after"]
    list_filter = ["kind", "subject_type"]
    list_select_related = ["actor", "acting_for"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin[Agency]):
    list_display = ["name", "code", "kind", "in_target", "in_school_target", "assumed"]
    list_filter = ["kind", "in_target", "in_school_target", "assumed"]
    search_fields = ["name", "code", "npsn"]
    autocomplete_fields = ["parent"]


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin[District]):
    list_display = ["code", "name", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
