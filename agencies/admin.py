"""The technician's back room for the ground floor. Roles and agencies are otherwise kept in the portal itself."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from agencies.models import Agency, District, User


@admin.register(User)
class PortalUserAdmin(UserAdmin):
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


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "kind", "in_target", "in_school_target", "assumed"]
    list_filter = ["kind", "in_target", "in_school_target", "assumed"]
    search_fields = ["name", "code", "npsn"]
    autocomplete_fields = ["parent"]


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
