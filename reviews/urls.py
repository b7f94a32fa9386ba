"""Addresses of reviewing."""

from django.urls import path

from reviews.assigning import views as assigning_views
from reviews.assigning import views_upload
from reviews.assigning.views_table import assign, assignment_table
from reviews.coaching import views as coaching_views
from reviews.discussion import views as discussion_views
from reviews.interests import views as interests_views
from reviews.meeting import views as meeting_views
from reviews.meeting import views_decree, views_papers, views_sitting
from reviews.meeting.views_departing import passed_over
from reviews.meeting.views_disputes import meeting_dispute
from reviews.meeting.views_letters import outcome_letter
from reviews.meeting.views_rank import meeting_freeze
from reviews.ranking import views as ranking_views
from reviews.ranking.views_fairness import fairness
from reviews.ranking.views_whatif import what_if
from reviews.scoring_desk import views as scoring_desk_views
from reviews.stages import views as stages_views
from reviews.stages import views_procedure, views_rubrics

app_name = "reviews"
urlpatterns = [
    path("penilaian/", scoring_desk_views.queue, name="queue"),
    path("penilaian/<int:pk>/", scoring_desk_views.score, name="score"),
    path("penilaian/<int:pk>/simpan-sementara/", scoring_desk_views.save_draft, name="save_draft"),
    path("penilaian/<int:pk>/mengundurkan-diri/", scoring_desk_views.recuse, name="recuse"),
    path("penilaian/<int:pk>/lembar.pdf", discussion_views.sheet, name="sheet"),
    path("penilaian/pakta/<int:year>/", discussion_views.pledge, name="pledge"),
    path("penilaian/pembahasan/<int:pk>/", discussion_views.discussion, name="discussion"),
    path("penilaian/pembahasan/<int:pk>/penyelesaian/", discussion_views.settle, name="settle"),
    path("penilaian/penugasan/", assignment_table, name="assignments"),
    path("penilaian/penugasan/<int:pk>/", assign, name="assign"),
    path("penilaian/penugasan/unduh.xlsx", assigning_views.assignments_xlsx, name="assignments_xlsx"),
    path("penilaian/penugasan/unggah/", views_upload.assignments_import, name="assignments_import"),
    path("penilaian/penugasan/unggah/<int:pk>/", views_upload.assignments_check, name="assignments_check"),
    path(
        "penilaian/penugasan/unggah/<int:pk>/perlu-diperbaiki.xlsx",
        views_upload.assignments_marked,
        name="assignments_marked",
    ),
    path("penilaian/penugasan/otomatis/", assigning_views.plans, name="plans"),
    path("penilaian/penugasan/otomatis/<int:pk>/", assigning_views.plan, name="plan"),
    path("penilaian/penugasan/otomatis/<int:pk>/unduh.xlsx", assigning_views.plan_xlsx, name="plan_xlsx"),
    path("penilaian/penugasan/otomatis/dipisahkan/", assigning_views.pair_add, name="pair_add"),
    path("penilaian/penugasan/otomatis/dipisahkan/<int:pk>/", assigning_views.pair_remove, name="pair_remove"),
    path("penilaian/penugasan/tugas/<int:pk>/alihkan/", assigning_views.reassign, name="reassign"),
    path("penilaian/penugasan/tugas/<int:pk>/lembar.pdf", discussion_views.sheet_of, name="sheet_of"),
    path("penilaian/penugasan/tugas/<int:pk>/isi/", discussion_views.on_behalf, name="on_behalf"),
    path("penilaian/penilai/", assigning_views.reviewers, name="reviewers"),
    path("penilaian/penilai/<int:pk>/", assigning_views.reviewer, name="reviewer"),
    path("penilaian/tahap/", stages_views.stages, name="stages"),
    path("penilaian/tahap/susunan/", stages_views.stage_set, name="stage_set"),
    path("penilaian/tata-cara/", views_procedure.procedure, name="procedure"),
    path("penilaian/tahap/<int:pk>/", stages_views.stage, name="stage"),
    path("penilaian/rubrik/<int:pk>/", views_rubrics.rubric, name="rubric"),
    path("penilaian/benturan/", interests_views.conflict_list, name="conflicts"),
    path("penilaian/benturan/<int:pk>/cabut/", interests_views.conflict_lift, name="conflict_lift"),
    path("penilaian/pembinaan/", coaching_views.plan_list, name="coaching_list"),
    path("penilaian/pembinaan/unduh.xlsx", coaching_views.plans_xlsx, name="coaching_xlsx"),
    path("penilaian/pembinaan/<int:pk>/", coaching_views.plan, name="coaching"),
    path("penilaian/pembinaan/<int:pk>/ubah/", coaching_views.plan_edit, name="coaching_edit"),
    path("penilaian/pembinaan/<int:pk>/sampaikan/", coaching_views.plan_share, name="coaching_share"),
    path("penilaian/pembinaan/<int:pk>/saran/", coaching_views.plan_suggest, name="coaching_suggest"),
    path("penilaian/pembinaan/<int:pk>/tutup/", coaching_views.plan_close, name="coaching_close"),
    path("penilaian/pembinaan/<int:pk>/buka-kembali/", coaching_views.plan_reopen, name="coaching_reopen"),
    path("penilaian/pembinaan/<int:pk>/tugas/<int:task>/", coaching_views.task_done, name="coaching_task"),
    path("penilaian/keadilan/", fairness, name="fairness"),
    path("penilaian/peringkat/andai/", what_if, name="what_if"),
    path("penilaian/peringkat/", ranking_views.ranking_page, name="ranking"),
    path("penilaian/peringkat/unduh.xlsx", ranking_views.ranking_xlsx, name="ranking_xlsx"),
    path("penilaian/peringkat/tindakan/", ranking_views.decide, name="decide"),
    path("penilaian/rekap/<int:pk>.pdf", ranking_views.recap, name="recap"),
    path("penilaian/penetapan/", meeting_views.meeting_list, name="meetings"),
    path("penilaian/penetapan/baru/", meeting_views.meeting_new, name="meeting_new"),
    path("penilaian/penetapan/<int:pk>/", meeting_views.meeting, name="meeting"),
    path("penilaian/penetapan/<int:pk>/ubah/", meeting_views.meeting_edit, name="meeting_edit"),
    path("penilaian/penetapan/<int:pk>/hadir/", meeting_views.attendance, name="meeting_attendance"),
    path("penilaian/penetapan/<int:pk>/dilewati/", passed_over, name="meeting_passed_over"),
    path("penilaian/penetapan/<int:pk>/usulan/", meeting_views.meeting_choose, name="meeting_choose"),
    path("penilaian/penetapan/<int:pk>/selisih/<int:proposal>/", meeting_dispute, name="meeting_dispute"),
    path("penilaian/penetapan/<int:pk>/bekukan/", meeting_freeze, name="meeting_freeze"),
    path("penilaian/penetapan/<int:pk>/sidang/", views_sitting.meeting_sitting, name="meeting_sitting"),
    path("penilaian/penetapan/<int:pk>/sidang/bahas/", views_sitting.meeting_call, name="meeting_call"),
    path("penilaian/penetapan/<int:pk>/sidang/putus/<int:proposal>/", views_sitting.meeting_rule, name="meeting_rule"),
    path(
        "penilaian/penetapan/<int:pk>/sidang/hadir/<int:member>/",
        views_sitting.meeting_present,
        name="meeting_present",
    ),
    path("penilaian/penetapan/<int:pk>/sidang/notulen/", views_sitting.meeting_minutes, name="meeting_minutes"),
    path(
        "penilaian/penetapan/<int:pk>/sidang/notulen/simpan-sementara/",
        views_sitting.meeting_minutes_autosave,
        name="meeting_minutes_autosave",
    ),
    path("penilaian/penetapan/<int:pk>/layar/", views_sitting.meeting_screen, name="meeting_screen"),
    path("penilaian/penetapan/<int:pk>/keluarkan/", meeting_views.meeting_remove, name="meeting_remove"),
    path("penilaian/penetapan/<int:pk>/minta-persetujuan/", meeting_views.meeting_ask, name="meeting_ask"),
    path("penilaian/penetapan/<int:pk>/setujui/", meeting_views.meeting_sign, name="meeting_sign"),
    path("penilaian/penetapan/<int:pk>/buka-kembali/", meeting_views.meeting_reopen, name="meeting_reopen"),
    path("penilaian/penetapan/<int:pk>/rilis/", meeting_views.meeting_release, name="meeting_release"),
    path("penilaian/penetapan/<int:pk>/sk/", views_decree.meeting_decree, name="meeting_decree"),
    path("penilaian/penetapan/<int:pk>/sk/pindaian/", views_decree.decree_scan, name="decree_scan"),
    path("penilaian/penetapan/<int:pk>/sk/konsep.docx", views_decree.decree_word, name="decree_word"),
    path("penilaian/surat-hasil/<int:pk>/", outcome_letter, name="outcome_letter"),
    path("penilaian/penetapan/<int:pk>/berkas/<slug:name>.pdf", views_papers.paper, name="meeting_paper"),
    path("penilaian/penetapan/<int:pk>/berkas/<int:job>/", views_papers.paper_job, name="paper_job"),
    path("penilaian/penetapan/<int:pk>/berkas/<int:job>/berkas.pdf", views_papers.paper_file, name="paper_file"),
]
