"""Addresses of reviewing."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "reviews"
there = RedirectView.as_view(url="/")
urlpatterns = [path("penilaian/", there, name="queue"), path("penilaian/peringkat/", there, name="ranking")]
