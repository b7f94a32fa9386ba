"""Addresses of the national programmes."""

from django.urls import path

from competitions.iga import views as iga_views
from competitions.iga import views_claims
from competitions.kipp import views as kipp_views

KIPP, IGA = {"programme": "kipp"}, {"programme": "iga"}

app_name = "competitions"
urlpatterns = [
    path("kompetisi/kipp/", kipp_views.kipp_current, name="kipp_current"),
    path("kompetisi/kipp/<int:year>/", kipp_views.kipp, name="kipp"),
    path("kompetisi/kipp/<int:year>/unduh.xlsx", kipp_views.kipp_export, name="kipp_export"),
    path("kompetisi/kipp/<int:year>/nominasi/", kipp_views.nominate, name="nominate"),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/<slug:key>/", kipp_views.nomination_move, name="move"),
    path("kompetisi/kipp/<int:year>/ketentuan/", kipp_views.edition_edit, KIPP, name="kipp_edit"),
    path("kompetisi/iga/", iga_views.iga_current, name="iga_current"),
    path("kompetisi/iga/<int:year>/", iga_views.iga, name="iga"),
    path("kompetisi/iga/<int:year>/indikator/", iga_views.indicators, name="indicators"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/", views_claims.claims, name="claims"),
    path("kompetisi/iga/<int:year>/ketentuan/", kipp_views.edition_edit, IGA, name="iga_edit"),
]
