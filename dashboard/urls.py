"""Addresses of the leader's pages and of the reports."""

from django.urls import path

from dashboard.agency_pages import views_ready, views_schools
from dashboard.agency_pages.views import agency, coverage
from dashboard.agency_pages.views_iga import iga_readiness
from dashboard.delivery import views as delivery_views
from dashboard.nudges import views as nudges_views
from dashboard.nudges import views_letters, views_nudge
from dashboard.overview import views as overview_views
from dashboard.reports import views as reports_views
from dashboard.work.views import deadline
from dashboard.work.views_chores import chore
from dashboard.work.views_feed import calendar_link, feed

app_name = "dashboard"
urlpatterns = [
    path("dasbor/", overview_views.page, name="overview"),
    path("dasbor/instansi/", coverage, name="coverage"),
    path("dasbor/instansi/<slug:code>/", agency, name="agency"),
    path("dasbor/instansi/<slug:code>/sekolah/", views_schools.schools, name="schools"),
    path("dasbor/instansi/<slug:code>/kesiapan/", views_ready.ready, name="ready"),
    path("dasbor/instansi/<slug:code>/kesiapan.pdf", views_ready.ready_pdf, name="ready_pdf"),
    path("dasbor/kesiapan-iga/", iga_readiness, name="iga_readiness"),
    path("dasbor/pengingat/", nudges_views.nudges, name="nudges"),
    path("dasbor/pengingat/semua/", nudges_views.nudge_all, name="nudge_all"),
    path("dasbor/pengingat/rencana/", nudges_views.plan, name="nudge_plan"),
    path("dasbor/pengingat/whatsapp/", nudges_views.nudge_work, name="nudge_work"),
    path("dasbor/pengingat/surat/", views_letters.letters, name="letters"),
    path("dasbor/pengingat/surat.pdf", views_letters.letters_pdf, name="letters_pdf"),
    path("dasbor/pengingat/instansi/<slug:code>/", views_nudge.nudge, name="nudge"),
    path("pekerjaan/batas.ics", deadline, name="deadline"),
    path("pekerjaan/kalender/", calendar_link, name="calendar_link"),
    path("kalender/<slug:token>.ics", feed, name="feed"),
    path("pekerjaan/<slug:key>/", chore, name="chore"),
    path("laporan/", reports_views.centre, name="reports"),
    path("laporan/bahan-rapat/", reports_views.pack, name="pack"),
    path("laporan/pekerjaan/<int:pk>/", reports_views.job_page, name="job"),
    path("laporan/pekerjaan/<int:pk>/batal/", reports_views.job_stop, name="job_stop"),
    path("laporan/terbit/<slug:serial>/", reports_views.report_file, name="report_file"),
    path("laporan/<slug:key>.pdf", reports_views.report_pdf, name="report_pdf"),
    path("laporan/<slug:key>.xlsx", reports_views.report_sheet, {"form": "xlsx"}, name="report_xlsx"),
    path("laporan/<slug:key>.csv", reports_views.report_sheet, {"form": "csv"}, name="report_csv"),
    path("pengiriman/", delivery_views.delivery, name="delivery"),
    path("pengiriman/kirim-ulang/", delivery_views.delivery_again, name="delivery_again"),
    path("pengiriman/<int:pk>/<slug:action>/", delivery_views.delivery_act, name="delivery_act"),
]
