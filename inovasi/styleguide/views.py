"""The page of all components."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.core.permissions import technicians_only
from agencies.core.requests import SignedInRequest
from inovasi.styleguide.components import components
from inovasi.styleguide.samples import samples


@technicians_only
@require_safe
def style_guide(request: SignedInRequest) -> HttpResponse:
    """Every component with its contract and its example; nothing on it is a row of the database."""
    return render(request, "gaya/index.html", {"components": components(), "sample": samples()})
