"""How far a paper has come that somebody opened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from foundation.printing.models import PrintOrder


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The page asks again by itself until the paper is ready; then it leads to where the paper was opened."""
    order = get_object_or_404(PrintOrder.objects.defer("source"), pk=pk, person_id=request.user.pk)
    part = "HX-Request" in request.headers
    return render(request, "printing/_order.html" if part else "printing/order.html", {"job": order})
