"""Addresses of reviewing."""

from django.urls import include, path

from reviews.assigning import views as assigning_views
from reviews.assigning import views_late, views_upload, views_wishes
from reviews.assigning.views_table import assign, assignment_table
from reviews.coaching import views as coaching_views
from reviews.discussion import views as discussion_views
from reviews.interests import views as interests_views
from reviews.meeting.letters.views import outcome_letter, outcome_letter_signing
from reviews.offline import views as offline_views
from reviews.presenting import box as presenting_box
from reviews.presenting import views as presenting_views
from reviews.presenting import views_day as presenting_day
from reviews.presenting.visiting import views as visiting
from reviews.ranking import views as ranking_views
from reviews.ranking.views_fairness import fairness
from reviews.ranking.views_whatif import what_if
from reviews.scoring_desk import views as scoring_desk_views
from reviews.scoring_desk.away import views as away
from reviews.stages import views as stages_views
from reviews.stages import views_procedure, views_rubrics

app_name = "reviews"
urlpatterns = [
    path("penilaian/", scoring_desk_views.queue, name="queue"),
    path("penilaian/mulai/", scoring_desk_views.start, name="start"),
    path("penilaian/lembar-nilai.xlsx", away.score_sheets, name="score_sheets"),
    path("penilaian/berkas-penilaian.pdf", away.score_papers, name="score_papers"),
    path("penilaian/lembar-nilai/", away.score_upload, name="score_upload"),
    path("penilaian/lembar-nilai/<int:pk>/", away.score_check, name="score_check"),
    path("penilaian/lembar-nilai/<int:pk>/perlu-diperbaiki.xlsx", away.score_marked, name="score_marked"),
    path("penilaian/kirim/", away.send_complete, name="send_complete"),
    path("penilaian/kalimat/", scoring_desk_views.phrase_list, name="phrases"),
    path("penilaian/kalimat/<int:pk>/hapus/", scoring_desk_views.phrase_remove, name="phrase_remove"),
    path("penilaian/bawa/", offline_views.take_along, name="take_along"),
    path("penilaian/luring/", offline_views.shell, name="offline_shell"),
    path("penilaian/luring/keadaan/", offline_views.line_state, name="offline_state"),
    path("penilaian/luring/kirim/", offline_views.send_answers, name="offline_send"),
    path("penilaian/luring.js", offline_views.worker, name="offline_worker"),
    path("penilaian/<int:pk>/bawa/", offline_views.task_packet, name="task_packet"),
    path("penilaian/<int:pk>/", scoring_desk_views.score, name="score"),
    path("penilaian/<int:pk>/simpan-sementara/", scoring_desk_views.save_draft, name="save_draft"),
    path("penilaian/<int:pk>/mengundurkan-diri/", scoring_desk_views.recuse, name="recuse"),
    path("penilaian/<int:pk>/lembar.pdf", discussion_views.sheet, name="sheet"),
    path("penilaian/pakta/<int:year>/", discussion_views.pledge, name="pledge"),
    path("penilaian/pembahasan/<int:pk>/", discussion_views.discussion, name="discussion"),
    path("penilaian/pembahasan/<int:pk>/penyelesaian/", discussion_views.settle, name="settle"),
    path("penilaian/keahlian/", views_wishes.wishes, name="wishes"),
    path("penilaian/keahlian/usulan/<int:pk>/", views_wishes.wish, name="wish"),
    path("penilaian/penugasan/", assignment_table, name="assignments"),
    path("penilaian/penugasan/<int:pk>/", assign, name="assign"),
    path("penilaian/penugasan/unduh.xlsx", assigning_views.assignments_xlsx, name="assignments_xlsx"),
    path("penilaian/penugasan/unggah/", views_upload.assignments_import, name="assignments_import"),
    path("penilaian/penugasan/unggah/<int:pk>/", views_upload.assignments_check, name="assignments_check"),
    path("penilaian/penugasan/unggah/<int:pk>/ganti/", views_upload.assignments_replace, name="assignments_replace"),
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
    path("penilaian/penilai/terlambat/", views_late.late, name="late"),
    path("penilaian/penilai/terlambat/ingatkan/", views_late.late_remind, name="late_remind"),
    path("penilaian/penilai/terlambat/unduh.xlsx", views_late.late_xlsx, name="late_xlsx"),
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
    path("penilaian/jadwal/", presenting_views.schedule, name="schedule"),
    path("penilaian/jadwal/susun/", presenting_views.arrange, name="arrange"),
    path("penilaian/jadwal/sesi/baru/", presenting_views.session_add, name="session_add"),
    path("penilaian/jadwal/sesi/<int:pk>/", presenting_views.session, name="session"),
    path("penilaian/jadwal/<int:pk>/", presenting_views.slot, name="slot"),
    path("penilaian/jadwal/minggu/", presenting_day.week, name="week"),
    path("penilaian/jadwal/saya/", presenting_day.my_slots, name="my_slots"),
    path("penilaian/jadwal/sesi/<int:pk>/layar/", presenting_day.session_screen, name="session_screen"),
    path("penilaian/jadwal/<int:pk>/berita-acara/", visiting.visit_minutes, name="visit_minutes"),
    path("penilaian/jadwal/<int:pk>/berita-acara/tutup/", visiting.visit_close, name="visit_close"),
    path("penilaian/jadwal/<int:pk>/foto/<int:photo>.jpg", visiting.visit_photo, name="visit_photo"),
    path(
        "penilaian/jadwal/<int:pk>/foto/<int:photo>-kecil.jpg",
        visiting.visit_photo_small,
        name="visit_photo_small",
    ),
    path("penilaian/jadwal/<int:pk>/berita-acara.pdf", visiting.visit_minutes_pdf, name="visit_minutes_pdf"),
    path("penilaian/jadwal/<int:pk>/undangan.pdf", presenting_box.invitation_letter, name="invitation"),
    path("penilaian/jadwal/juri/<int:pk>/undangan.pdf", presenting_box.juror_letter, name="juror_invitation"),
    path("penilaian/jadwal/<int:pk>/jadwal.ics", presenting_box.calendar_file, name="slot_calendar"),
    path("penilaian/jadwal/berhalangan/", presenting_views.absences, name="absences"),
    path("penilaian/jadwal/berhalangan/<int:pk>/hapus/", presenting_views.absence_remove, name="absence_remove"),
    path(
        "penilaian/jadwal/berhalangan/instansi/<int:pk>/hapus/",
        presenting_views.agency_absence_remove,
        name="agency_absence_remove",
    ),
    path("penilaian/keadilan/", fairness, name="fairness"),
    path("penilaian/peringkat/andai/", what_if, name="what_if"),
    path("penilaian/peringkat/", ranking_views.ranking_page, name="ranking"),
    path("penilaian/peringkat/unduh.xlsx", ranking_views.ranking_xlsx, name="ranking_xlsx"),
    path("penilaian/peringkat/tindakan/", ranking_views.decide, name="decide"),
    path("penilaian/rekap/<int:pk>.pdf", ranking_views.recap, name="recap"),
    path("penilaian/penetapan/", include("reviews.meeting.urls")),
    path("penilaian/surat-hasil/<int:pk>/", outcome_letter, name="outcome_letter"),
    path("penilaian/surat-hasil/<int:pk>/tanda-tangan/", outcome_letter_signing, name="outcome_letter_signing"),
]
