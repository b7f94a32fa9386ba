"""Addresses of the leader's pages and of the reports."""

from django.urls import path

from dashboard import views, views_letters, views_nudge, views_nudges, views_reports, views_schools

app_name = "dashboard"
urlpatterns = [
    path("dasbor/", views.page, name="overview"),
    path("dasbor/instansi/", views.coverage, name="coverage"),
    path("dasbor/instansi/<slug:code>/", views.agency, name="agency"),
    path("dasbor/instansi/<slug:code>/sekolah/", views_schools.schools, name="schools"),
    path("dasbor/pengingat/", views_nudges.nudges, name="nudges"),
    path("dasbor/pengingat/semua/", views_nudges.nudge_all, name="nudge_all"),
    path("dasbor/pengingat/rencana/", views_nudges.plan, name="nudge_plan"),
    path("dasbor/pengingat/whatsapp/", views_nudges.nudge_work, name="nudge_work"),
    path("dasbor/pengingat/surat/", views_letters.letters, name="letters"),
    path("dasbor/pengingat/surat.pdf", views_letters.letters_pdf, name="letters_pdf"),
    path("dasbor/pengingat/instansi/<slug:code>/", views_nudge.nudge, name="nudge"),
    path("laporan/", views_reports.centre, name="reports"),
    path("laporan/bahan-rapat/", views_reports.pack, name="pack"),
    path("laporan/pekerjaan/<int:pk>/", views_reports.job_page, name="job"),
    path("laporan/pekerjaan/<int:pk>/batal/", views_reports.job_stop, name="job_stop"),
    path("laporan/terbit/<slug:serial>/", views_reports.report_file, name="report_file"),
    path("laporan/<slug:key>.pdf", views_reports.report_pdf, name="report_pdf"),
    path("laporan/<slug:key>.xlsx", views_reports.report_sheet, {"form": "xlsx"}, name="report_xlsx"),
    path("laporan/<slug:key>.csv", views_reports.report_sheet, {"form": "csv"}, name="report_csv"),
    path("verifikasi/", views_reports.verify_by_hand, name="verify_by_hand"),
    path("verifikasi/<slug:code>/", views_reports.verify, name="verify"),
]
