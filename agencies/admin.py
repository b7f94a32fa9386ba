"""The technician's back room for the ground floor. Roles and agencies are otherwise kept in the portal itself."""

from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from agencies.core.models import Agency, District, User
from agencies.people import services as people_services
from foundation.audit.models import LedgerEntry


@admin.register(User)
class PortalUserAdmin(UserAdmin[User]):
    list_display = ["username", "full_name", "agency", "is_coordinator", "is_reviewer", "is_leader", "is_active"]
    list_filter = ["is_coordinator", "is_reviewer", "is_leader", "is_active"]
    search_fields = ["username", "full_name", "email"]
    autocomplete_fields = ["agency"]
    fieldsets = [
        *(UserAdmin.fieldsets or ()),
        (
            "Portal",
            {"fields": ["full_name", "position", "phone", "agency", "is_coordinator", "is_reviewer", "is_leader"]},
        ),
    ]

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        """A change of rights made here is on the record, too."""
        people_services.save_person(obj, by=cast(User, request.user))


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
