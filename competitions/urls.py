"""Addresses of the national programmes."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "competitions"
urlpatterns = [path("kompetisi/kipp/", RedirectView.as_view(url="/"), name="kipp_current")]
