"""Addresses of the leader's pages."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "dashboard"
there = RedirectView.as_view(url="/")
urlpatterns = [path("dasbor/", there, name="overview"), path("laporan/", there, name="reports")]
