"""Addresses of the front page, the leader's pages and the reports."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("dasbor/", views.page, name="overview"),
    path("dasbor/instansi/", views.coverage, name="coverage"),
    path("laporan/", views.page, name="reports"),
]
