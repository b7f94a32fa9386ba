"""Addresses of the national programmes."""

from django.urls import path

from competitions import views, views_claims, views_iga

KIPP, IGA = {"programme": "kipp"}, {"programme": "iga"}

app_name = "competitions"
urlpatterns = [
    path("kompetisi/kipp/", views.kipp_current, name="kipp_current"),
    path("kompetisi/kipp/<int:year>/", views.kipp, name="kipp"),
    path("kompetisi/kipp/<int:year>/unduh.xlsx", views.kipp_export, name="kipp_export"),
    path("kompetisi/kipp/<int:year>/nominasi/", views.nominate, name="nominate"),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/<slug:key>/", views.nomination_move, name="move"),
    path("kompetisi/kipp/<int:year>/ketentuan/", views.edition_edit, KIPP, name="kipp_edit"),
    path("kompetisi/iga/", views_iga.iga_current, name="iga_current"),
    path("kompetisi/iga/<int:year>/", views_iga.iga, name="iga"),
    path("kompetisi/iga/<int:year>/indikator/", views_iga.indicators, name="indicators"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/", views_claims.claims, name="claims"),
    path("kompetisi/iga/<int:year>/ketentuan/", views.edition_edit, IGA, name="iga_edit"),
]
