"""How the panels of filters draw their fields, of which a page may have fifteen, and what they say is at work."""

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.chips import chips_of

register = template.Library()
register.simple_tag(chips_of)
PLAIN: dict[type, str] = {
    forms.Select: "form-select",
    forms.TextInput: "form-control",
    forms.NumberInput: "form-control",
}


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """The field as every form draws it; one that is plain and has nothing to tell, without a template."""
    widget, told = field.field.widget, field.errors or field.help_text or field.field.required
    css = next((PLAIN[kind] for kind in type(widget).__mro__ if kind in PLAIN), None)
    if css is None or "class" in widget.attrs or field.is_hidden or told:
        drawn: SafeString = as_crispy_field(field)
        return drawn
    return format_html(
        '<div id="div_{0}" class="field"><label class="form-label" for="{0}">{1}</label>{2}</div>',
        field.auto_id,
        field.label,
        field.as_widget(attrs={"class": css}),
    )
