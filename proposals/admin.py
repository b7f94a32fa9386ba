"""The technician's back room for the form guide and the affairs; proposals move only through the portal."""

from django.contrib import admin

from proposals.core.affairs.models import Affair
from proposals.core.guide.models import AttachmentKind, FormGuide, Section


class SectionInline(admin.TabularInline[Section, FormGuide]):
    model = Section
    fields = ["order", "key", "title", "parent", "min_words", "max_words", "required"]
    extra = 0


class AttachmentKindInline(admin.TabularInline[AttachmentKind, FormGuide]):
    model = AttachmentKind
    fields = ["order", "key", "label", "required", "or_approval", "max_mb", "types", "multiple"]
    extra = 0


@admin.register(FormGuide)
class FormGuideAdmin(admin.ModelAdmin[FormGuide]):
    list_display = ["name", "year"]
    inlines = [SectionInline, AttachmentKindInline]


@admin.register(Affair)
class AffairAdmin(admin.ModelAdmin[Affair]):
    list_display = ["name", "code", "group", "basic_service", "selectable"]
    list_filter = ["group", "basic_service", "selectable"]
    search_fields = ["name", "code"]
