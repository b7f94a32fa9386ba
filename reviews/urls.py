"""Addresses of reviewing."""

from django.urls import path

from reviews import views, views_coordinator

app_name = "reviews"
urlpatterns = [
    path("penilaian/", views.queue, name="queue"),
    path("penilaian/<int:pk>/", views.score, name="score"),
    path("penilaian/<int:pk>/simpan-sementara/", views.save_draft, name="save_draft"),
    path("penilaian/<int:pk>/mengundurkan-diri/", views.recuse, name="recuse"),
    path("penilaian/penugasan/", views_coordinator.assignment_table, name="assignments"),
    path("penilaian/penugasan/<int:pk>/", views_coordinator.assign, name="assign"),
    path("penilaian/peringkat/", views_coordinator.ranking_page, name="ranking"),
    path("penilaian/peringkat/unduh.xlsx", views_coordinator.ranking_xlsx, name="ranking_xlsx"),
    path("penilaian/peringkat/tindakan/", views_coordinator.decide, name="decide"),
    path("penilaian/rekap/<int:pk>.pdf", views_coordinator.recap, name="recap"),
]
