"""Addresses of reviewing."""

from django.urls import path

from reviews import views, views_coordinator, views_meeting, views_rounds, views_rubrics, views_talks

app_name = "reviews"
urlpatterns = [
    path("penilaian/", views.queue, name="queue"),
    path("penilaian/<int:pk>/", views.score, name="score"),
    path("penilaian/<int:pk>/simpan-sementara/", views.save_draft, name="save_draft"),
    path("penilaian/<int:pk>/mengundurkan-diri/", views.recuse, name="recuse"),
    path("penilaian/<int:pk>/lembar.pdf", views_talks.sheet, name="sheet"),
    path("penilaian/pakta/<int:year>/", views_talks.pledge, name="pledge"),
    path("penilaian/pembahasan/<int:pk>/", views_talks.discussion, name="discussion"),
    path("penilaian/pembahasan/<int:pk>/penyelesaian/", views_talks.settle, name="settle"),
    path("penilaian/penugasan/", views_coordinator.assignment_table, name="assignments"),
    path("penilaian/penugasan/<int:pk>/", views_coordinator.assign, name="assign"),
    path("penilaian/penugasan/otomatis/", views_rounds.plans, name="plans"),
    path("penilaian/penugasan/otomatis/<int:pk>/", views_rounds.plan, name="plan"),
    path("penilaian/penugasan/otomatis/dipisahkan/", views_rounds.pair_add, name="pair_add"),
    path("penilaian/penugasan/otomatis/dipisahkan/<int:pk>/", views_rounds.pair_remove, name="pair_remove"),
    path("penilaian/penugasan/tugas/<int:pk>/alihkan/", views_rounds.reassign, name="reassign"),
    path("penilaian/penugasan/tugas/<int:pk>/lembar.pdf", views_talks.sheet_of, name="sheet_of"),
    path("penilaian/penugasan/tugas/<int:pk>/isi/", views_talks.on_behalf, name="on_behalf"),
    path("penilaian/penilai/", views_rounds.reviewers, name="reviewers"),
    path("penilaian/penilai/<int:pk>/", views_rounds.reviewer, name="reviewer"),
    path("penilaian/tahap/", views_rubrics.stages, name="stages"),
    path("penilaian/tahap/<int:pk>/", views_rubrics.stage, name="stage"),
    path("penilaian/rubrik/<int:pk>/", views_rubrics.rubric, name="rubric"),
    path("penilaian/keadilan/", views_rounds.fairness, name="fairness"),
    path("penilaian/peringkat/andai/", views_rounds.what_if, name="what_if"),
    path("penilaian/peringkat/", views_coordinator.ranking_page, name="ranking"),
    path("penilaian/peringkat/unduh.xlsx", views_coordinator.ranking_xlsx, name="ranking_xlsx"),
    path("penilaian/peringkat/tindakan/", views_coordinator.decide, name="decide"),
    path("penilaian/rekap/<int:pk>.pdf", views_coordinator.recap, name="recap"),
    path("penilaian/penetapan/", views_meeting.meeting_list, name="meetings"),
    path("penilaian/penetapan/baru/", views_meeting.meeting_new, name="meeting_new"),
    path("penilaian/penetapan/<int:pk>/", views_meeting.meeting, name="meeting"),
    path("penilaian/penetapan/<int:pk>/ubah/", views_meeting.meeting_edit, name="meeting_edit"),
    path("penilaian/penetapan/<int:pk>/hadir/", views_meeting.attendance, name="meeting_attendance"),
    path("penilaian/penetapan/<int:pk>/usulan/", views_meeting.meeting_choose, name="meeting_choose"),
    path("penilaian/penetapan/<int:pk>/keluarkan/", views_meeting.meeting_remove, name="meeting_remove"),
    path("penilaian/penetapan/<int:pk>/setujui/", views_meeting.meeting_sign, name="meeting_sign"),
    path("penilaian/penetapan/<int:pk>/buka-kembali/", views_meeting.meeting_reopen, name="meeting_reopen"),
    path("penilaian/penetapan/<int:pk>/rilis/", views_meeting.meeting_release, name="meeting_release"),
    path("penilaian/penetapan/<int:pk>/sk/", views_meeting.meeting_decree, name="meeting_decree"),
    path("penilaian/penetapan/<int:pk>/berkas/<slug:name>.pdf", views_meeting.meeting_paper, name="meeting_paper"),
]
