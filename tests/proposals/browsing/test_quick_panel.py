"""The fields of the panel of filters are drawn as any form draws them, only quicker."""

import re

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.http import QueryDict

from foundation.forms import QuickSelect
from foundation.templatetags.filterfields import filter_field
from proposals.browsing.filters import CatalogueFilter, ProposalFilter
from proposals.core.sent import ListedProposal, SentProposal

pytestmark = pytest.mark.django_db


def plain(html: str) -> str:
    """Without spaces around tags, and without the class by which crispy names the widget, which no style uses."""
    return re.sub(r'class="\w+input |class="quickselect ', 'class="', re.sub(r"\s*([<>])\s*", r"\1", html))


def test_every_field_of_the_panel_is_drawn_as_any_form_draws_it(cast) -> None:
    asked = QueryDict("sejak=kapan&q=abc&lama=3&status=draft")
    form = ProposalFilter(asked, ListedProposal.objects.all()).form
    assert form.errors.keys() == {"sejak"}
    for field in form:
        assert plain(filter_field(field)) == plain(as_crispy_field(field)), field.name


def test_selects_of_one_choice_are_the_quick_ones() -> None:
    for picked in (
        ProposalFilter(None, ListedProposal.objects.all()),
        CatalogueFilter(None, SentProposal.objects.all()),
    ):
        selects = {name: type(field.widget) for name, field in picked.form.fields.items() if hasattr(field, "choices")}
        assert set(selects.values()) <= {QuickSelect, forms.CheckboxSelectMultiple}
        assert QuickSelect in selects.values()
