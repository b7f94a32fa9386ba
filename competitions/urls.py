"""Addresses of the national programmes."""

from django.urls import path

from competitions.iga import views as iga_views
from competitions.iga import views_claims
from competitions.iga.city import views as city_views
from competitions.iga.editing import views as edition_views
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
    path("kompetisi/iga/<int:year>/daerah/", city_views.own_part, name="iga_own"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/", city_views.own_row, name="iga_own_row"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/periksa/", city_views.own_row_check, name="iga_own_check"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/berkas/", city_views.own_row_file, name="iga_own_file"),
    path("kompetisi/iga/<int:year>/indikator/", edition_views.indicators, name="indicators"),
    path("kompetisi/iga/<int:year>/indikator/<int:number>/", edition_views.indicator, name="indicator"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/", views_claims.claims, name="claims"),
    path("kompetisi/iga/<int:year>/ketentuan/", kipp_views.edition_edit, IGA, name="iga_edit"),
]
