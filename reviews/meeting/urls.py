"""Addresses of decision meetings, below "penilaian/penetapan/"."""

from django.urls import path

from reviews.meeting.choosing import views as choosing_views
from reviews.meeting.choosing.views_disputes import meeting_dispute
from reviews.meeting.choosing.views_rank import meeting_freeze
from reviews.meeting.decree import views as decree_views
from reviews.meeting.departures import views as departures_views
from reviews.meeting.papers import views as papers_views
from reviews.meeting.preparing import views as preparing_views
from reviews.meeting.release import views as release_views
from reviews.meeting.sitting import views as sitting_views
from reviews.meeting.views import meeting as page

urlpatterns = [
    path("", preparing_views.meeting_list, name="meetings"),
    path("baru/", preparing_views.meeting_new, name="meeting_new"),
    path("<int:pk>/", page, name="meeting"),
    path("<int:pk>/ubah/", preparing_views.meeting_edit, name="meeting_edit"),
    path("<int:pk>/hadir/", preparing_views.attendance, name="meeting_attendance"),
    path("<int:pk>/dilewati/", departures_views.passed_over, name="meeting_passed_over"),
    path("<int:pk>/kurang/", departures_views.lacking, name="meeting_lacking"),
    path("<int:pk>/usulan/", choosing_views.meeting_choose, name="meeting_choose"),
    path("<int:pk>/selisih/<int:proposal>/", meeting_dispute, name="meeting_dispute"),
    path("<int:pk>/bekukan/", meeting_freeze, name="meeting_freeze"),
    path("<int:pk>/sidang/", sitting_views.meeting_sitting, name="meeting_sitting"),
    path("<int:pk>/sidang/bahas/", sitting_views.meeting_call, name="meeting_call"),
    path("<int:pk>/sidang/putus/<int:proposal>/", sitting_views.meeting_rule, name="meeting_rule"),
    path(
        "<int:pk>/sidang/hadir/<int:member>/",
        sitting_views.meeting_present,
        name="meeting_present",
    ),
    path("<int:pk>/sidang/notulen/", sitting_views.meeting_minutes, name="meeting_minutes"),
    path(
        "<int:pk>/sidang/notulen/simpan-sementara/",
        sitting_views.meeting_minutes_autosave,
        name="meeting_minutes_autosave",
    ),
    path("<int:pk>/layar/", sitting_views.meeting_screen, name="meeting_screen"),
    path("<int:pk>/keluarkan/", choosing_views.meeting_remove, name="meeting_remove"),
    path("<int:pk>/minta-persetujuan/", release_views.meeting_ask, name="meeting_ask"),
    path("<int:pk>/setujui/", release_views.meeting_sign, name="meeting_sign"),
    path("<int:pk>/buka-kembali/", release_views.meeting_reopen, name="meeting_reopen"),
    path("<int:pk>/nomor/", release_views.meeting_numbers, name="meeting_numbers"),
    path("<int:pk>/rilis/", release_views.meeting_release, name="meeting_release"),
    path("<int:pk>/sk/", decree_views.meeting_decree, name="meeting_decree"),
    path("<int:pk>/sk/naskah/", decree_views.meeting_decree_ready, name="meeting_decree_ready"),
    path("<int:pk>/sk/pindaian/", decree_views.decree_scan, name="decree_scan"),
    path("<int:pk>/sk/konsep.docx", decree_views.decree_word, name="decree_word"),
    path("<int:pk>/berkas/<slug:name>.pdf", papers_views.paper, name="meeting_paper"),
    path("<int:pk>/berkas/<int:job>/", papers_views.paper_job, name="paper_job"),
    path("<int:pk>/berkas/<int:job>/berkas.pdf", papers_views.paper_file, name="paper_file"),
]
