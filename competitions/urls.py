"""Addresses of the national programmes."""

from django.urls import path

from competitions.dates import views as date_views
from competitions.iga import views as iga_views
from competitions.iga.candidates import views as candidate_views
from competitions.iga.candidates import views_moves
from competitions.iga.carrying import views as carrying_views
from competitions.iga.city import views as city_views
from competitions.iga.claims import views as claims_views
from competitions.iga.desk import views as desk_views
from competitions.iga.desk import views_second
from competitions.iga.editing import views as edition_views
from competitions.iga.editing import views_edit
from competitions.iga.entry import views as entry_views
from competitions.iga.entry import views_archives
from competitions.iga.gaps import views as gap_views
from competitions.iga.results import views as results_views
from competitions.iga.shelf import views as shelf_views
from competitions.iga.simulator import views as index_views
from competitions.kipp import views as kipp_views
from competitions.kipp import views_nominations as nomination_views
from competitions.kipp.editing import views as kipp_editing_views
from competitions.kipp.letters import views as letter_views
from competitions.kipp.papers import views as paper_views
from competitions.kipp.papers import views_city as paper_city_views
from competitions.kipp.papers import views_desk as paper_desk_views
from competitions.kipp.preflight import views as preflight_views
from competitions.kipp.slots import views as slot_views
from competitions.kipp.writing import views as kipp_writing_views
from competitions.replication import views as replication_views

app_name = "competitions"
urlpatterns = [
    path("kompetisi/<slug:programme>/<int:year>/kalender/", date_views.calendar, name="dates"),
    path("kompetisi/<slug:programme>/<int:year>/kalender/catat/", date_views.date_new, name="date_new"),
    path("kompetisi/<slug:programme>/<int:year>/kalender/batas-internal/", date_views.deadlines, name="deadlines"),
    path("kompetisi/<slug:programme>/<int:year>/kalender/<int:pk>/ubah/", date_views.date_follow, name="date_follow"),
    path("kompetisi/kipp/", kipp_views.kipp_current, name="kipp_current"),
    path("kompetisi/kipp/<int:year>/", kipp_views.kipp, name="kipp"),
    path("kompetisi/kipp/<int:year>/unduh.xlsx", kipp_views.kipp_export, name="kipp_export"),
    path("kompetisi/kipp/<int:year>/nominasi/", kipp_views.nominate, name="nominate"),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/", nomination_views.nomination, name="nomination"),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/isian/", nomination_views.details, name="nomination_details"),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/hasil/", nomination_views.result_new, name="kipp_result_new"),
    path(
        "kompetisi/kipp/<int:year>/nominasi/<int:pk>/hasil/<int:result>/perbaiki/",
        nomination_views.result_correct,
        name="kipp_result_correct",
    ),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/pemeriksaan/", preflight_views.preflight, name="preflight"),
    path(
        "kompetisi/kipp/<int:year>/nominasi/<int:pk>/pemeriksaan/<slug:code>/",
        preflight_views.rule,
        name="preflight_rule",
    ),
    path("kompetisi/kipp/<int:year>/nominasi/<int:pk>/<slug:key>/", kipp_views.nomination_move, name="move"),
    path("kompetisi/kipp/<int:year>/surat/<int:pk>/", letter_views.letters, name="letters"),
    path("kompetisi/kipp/<int:year>/surat/<int:pk>/<int:letter>/", letter_views.download, name="letter_file"),
    path("kompetisi/kipp/<int:year>/surat/<int:pk>/<int:letter>/lihat/", letter_views.preview, name="letter_preview"),
    path("kompetisi/kipp/<int:year>/surat/<int:pk>/<int:letter>/keluarkan/", letter_views.remove, name="letter_remove"),
    path("kompetisi/kipp/edisi/", kipp_editing_views.editions, name="kipp_editions"),
    path("kompetisi/kipp/<int:year>/ketentuan/", kipp_editing_views.rules, name="kipp_edit"),
    path("kompetisi/kipp/<int:year>/ketentuan/riwayat/", kipp_editing_views.history, name="kipp_rules_history"),
    path("kompetisi/kipp/<int:year>/ketentuan/video/", kipp_editing_views.video, name="kipp_video"),
    path("kompetisi/kipp/<int:year>/ketentuan/<slug:part>/", kipp_editing_views.row_new, name="kipp_rule_new"),
    path("kompetisi/kipp/<int:year>/ketentuan/<slug:part>/<slug:key>/", kipp_editing_views.row, name="kipp_rule"),
    path("kompetisi/kipp/<int:year>/jatah/", slot_views.sharing, name="slots"),
    path("kompetisi/kipp/<int:year>/jatah/entri/<int:pk>/", slot_views.slot_place, name="slot_place"),
    path("kompetisi/kipp/<int:year>/jatah/entri/<int:pk>/nilai/", slot_views.slot_score, name="slot_score"),
    path("kompetisi/kipp/<int:year>/jatah/<int:pk>/", slot_views.slot_run, name="slot_run"),
    path("kompetisi/kipp/<int:year>/jatah/<int:pk>/setujui/", slot_views.slot_sign, name="slot_sign"),
    path("kompetisi/kipp/<int:year>/jatah/<int:pk>/terapkan/", slot_views.slot_apply, name="slot_apply"),
    path("kompetisi/kipp/<int:year>/jatah/<int:pk>/lampiran.pdf", slot_views.slot_annex, name="slot_annex"),
    path("kompetisi/kipp/<int:year>/pengantar.pdf", paper_city_views.cover_pdf, name="kipp_cover"),
    path("kompetisi/kipp/<int:year>/pengantar.docx", paper_city_views.cover_word, name="kipp_cover_word"),
    path("kompetisi/kipp/<int:year>/arsip/", paper_city_views.archive_order, name="kipp_archive_order"),
    path("kompetisi/kipp/<int:year>/arsip/<int:pk>/", paper_city_views.archive, name="kipp_archive"),
    path("kompetisi/kipp/<int:year>/arsip/<int:pk>/batal/", paper_city_views.archive_stop, name="kipp_archive_stop"),
    path("kompetisi/kipp/<int:year>/arsip/<int:pk>/unduh.zip", paper_city_views.archive_file, name="kipp_archive_file"),
    path("kompetisi/kipp/<int:year>/dokumen/<int:pk>/", paper_desk_views.desk, name="kipp_desk"),
    path("kompetisi/kipp/<int:year>/dokumen/<int:pk>/salin/<slug:key>/", paper_desk_views.copied, name="kipp_copied"),
    path("kompetisi/kipp/<int:year>/dokumen/<int:pk>/proposal.pdf", paper_views.proposal_pdf, name="kipp_proposal"),
    path(
        "kompetisi/kipp/<int:year>/dokumen/<int:pk>/proposal.docx", paper_views.proposal_word, name="kipp_proposal_word"
    ),
    path("kompetisi/kipp/<int:year>/dokumen/<int:pk>/<slug:key>.pdf", paper_views.letter_pdf, name="kipp_letter"),
    path(
        "kompetisi/kipp/<int:year>/dokumen/<int:pk>/<slug:key>.docx", paper_views.letter_word, name="kipp_letter_word"
    ),
    path("kompetisi/replikasi/", replication_views.register, name="replication_register"),
    path("kompetisi/replikasi/unduh.xlsx", replication_views.register_export, name="replication_export"),
    path("kompetisi/replikasi/<int:pk>/", replication_views.replications, name="replications"),
    path("kompetisi/replikasi/<int:pk>/catat/", replication_views.replication_new, name="replication_new"),
    path(
        "kompetisi/replikasi/<int:pk>/<int:row>/perbaiki/",
        replication_views.replication_correct,
        name="replication_correct",
    ),
    path(
        "kompetisi/replikasi/<int:pk>/<int:row>/tarik/",
        replication_views.replication_withdraw,
        name="replication_withdraw",
    ),
    path("kompetisi/replikasi/<int:pk>/<int:row>/berkas/", replication_views.replication_file, name="replication_file"),
    path("kompetisi/kipp/<int:year>/formulir/", kipp_writing_views.proposal_forms, name="kipp_forms"),
    path("kompetisi/kipp/<int:year>/naskah/<int:pk>/", kipp_writing_views.texts, name="kipp_texts"),
    path("kompetisi/kipp/<int:year>/naskah/<int:pk>/<slug:key>/", kipp_writing_views.text, name="kipp_text"),
    path(
        "kompetisi/kipp/<int:year>/naskah/<int:pk>/<slug:key>/catatan/",
        kipp_writing_views.remark,
        name="kipp_text_remark",
    ),
    path(
        "kompetisi/kipp/<int:year>/naskah/<int:pk>/<slug:key>/simpan/",
        kipp_writing_views.autosave,
        name="kipp_text_save",
    ),
    path(
        "kompetisi/kipp/<int:year>/naskah/<int:pk>/<slug:key>/hadir/",
        kipp_writing_views.presence,
        name="kipp_text_presence",
    ),
    path("kompetisi/iga/", iga_views.iga_current, name="iga_current"),
    path("kompetisi/iga/<int:year>/", iga_views.iga, name="iga"),
    path("kompetisi/iga/<int:year>/hasil/", results_views.results, name="iga_results"),
    path("kompetisi/iga/<int:year>/hasil/catat/", results_views.result_new, name="iga_result_new"),
    path("kompetisi/iga/<int:year>/hasil/<int:pk>/perbaiki/", results_views.result_correct, name="iga_result_correct"),
    path("kompetisi/iga/<int:year>/hasil/<int:pk>/tarik/", results_views.result_withdraw, name="iga_result_withdraw"),
    path("kompetisi/iga/<int:year>/hasil/parameter/", results_views.judged, name="iga_judged"),
    path("kompetisi/iga/<int:year>/hasil/parameter/<int:pk>/", results_views.result_levels, name="iga_result_levels"),
    path("kompetisi/iga/<int:year>/indeks/", index_views.index, name="iga_index"),
    path("kompetisi/iga/<int:year>/indeks/langkah/", index_views.way, name="iga_way"),
    path("kompetisi/iga/<int:year>/indeks/banding/", index_views.compare, name="iga_compare"),
    path("kompetisi/iga/<int:year>/indeks/skenario/", index_views.scenario_new, name="iga_scenario_new"),
    path("kompetisi/iga/<int:year>/indeks/skenario/<int:pk>/", index_views.scenario, name="iga_scenario"),
    path(
        "kompetisi/iga/<int:year>/indeks/skenario/<int:pk>/ubah/", index_views.scenario_edit, name="iga_scenario_edit"
    ),
    path(
        "kompetisi/iga/<int:year>/indeks/skenario/<int:pk>/keluarkan/",
        index_views.scenario_take_out,
        name="iga_scenario_out",
    ),
    path("kompetisi/iga/<int:year>/calon/<int:pk>/", candidate_views.candidate, name="candidate"),
    path("kompetisi/iga/<int:year>/calon/<int:pk>/<slug:key>/", views_moves.candidacy_move, name="candidacy_move"),
    path("kompetisi/iga/<int:year>/siap/", views_moves.list_ready, name="list_ready"),
    path("kompetisi/iga/<int:year>/peluang/", gap_views.gaps, name="gaps"),
    path("kompetisi/iga/<int:year>/peluang/<int:pk>/", gap_views.gaps_of_one, name="gaps_of_one"),
    path("kompetisi/iga/<int:year>/tambah/", views_moves.add_candidate, name="add_candidate"),
    path("kompetisi/iga/<int:year>/daerah/", city_views.own_part, name="iga_own"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/", city_views.own_row, name="iga_own_row"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/periksa/", city_views.own_row_check, name="iga_own_check"),
    path("kompetisi/iga/<int:year>/daerah/<slug:number>/berkas/", city_views.own_row_file, name="iga_own_file"),
    path("kompetisi/iga/<int:year>/indikator/", edition_views.indicators, name="indicators"),
    path("kompetisi/iga/<int:year>/indikator/<int:number>/", edition_views.indicator, name="indicator"),
    path("kompetisi/iga/<int:year>/bawaan/", carrying_views.carried, name="carried"),
    path("kompetisi/iga/<int:year>/bawaan/bawa/", carrying_views.carry, name="carry"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/", claims_views.overview, name="claims"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/sesuai/", claims_views.confirm_carried, name="carried_confirm"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/<int:number>/", claims_views.claim, name="claim"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/<int:number>/simpan/", claims_views.autosave, name="claim_autosave"),
    path("kompetisi/iga/<int:year>/klaim/<int:pk>/<int:number>/keadaan/", claims_views.state, name="claim_state"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/", shelf_views.shelf, name="shelf"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/<int:item>/", shelf_views.download, name="shelf_file"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/<int:item>/lihat/", shelf_views.preview, name="shelf_preview"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/<int:item>/ubah/", shelf_views.edit, name="shelf_edit"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/<int:item>/keluarkan/", shelf_views.take_off, name="shelf_take_off"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/<int:item>/kembalikan/", shelf_views.bring_back, name="shelf_back"),
    path("kompetisi/iga/<int:year>/bukti/<int:pk>/lampiran/<int:file>/", shelf_views.copy, name="shelf_copy"),
    path("kompetisi/iga/edisi/", views_edit.editions, name="iga_editions"),
    path("kompetisi/iga/<int:year>/ketentuan/", views_edit.edit, name="iga_edit"),
    path("kompetisi/iga/<int:year>/ketentuan/perbedaan/", views_edit.differences, name="iga_differences"),
    path("kompetisi/iga/<int:year>/ketentuan/terbitkan/", views_edit.publish, name="iga_publish"),
    path("kompetisi/iga/<int:year>/ketentuan/upaya/", views_edit.efforts, name="iga_efforts"),
    path("kompetisi/iga/<int:year>/ketentuan/indikator/tambah/", views_edit.indicator_new, name="indicator_new"),
    path(
        "kompetisi/iga/<int:year>/ketentuan/indikator/<int:number>/hapus/",
        views_edit.indicator_remove,
        name="indicator_remove",
    ),
    path(
        "kompetisi/iga/<int:year>/ketentuan/indikator/<int:number>/", views_edit.indicator_edit, name="indicator_edit"
    ),
    path("kompetisi/iga/<int:year>/ketentuan/kota/<slug:number>/", views_edit.city_row_edit, name="iga_city_edit"),
    path("kompetisi/iga/<int:year>/entri/", entry_views.entry_list, name="entry_list"),
    path("kompetisi/iga/<int:year>/entri/periksa/", views_archives.entry_check, name="entry_check"),
    path("kompetisi/iga/<int:year>/entri/<int:pk>/", entry_views.entry, name="entry"),
    path("kompetisi/iga/<int:year>/entri/<int:pk>/profil.pdf", entry_views.entry_profile, name="entry_profile"),
    path("kompetisi/iga/<int:year>/entri/<int:pk>/<slug:key>/", entry_views.entry_tick, name="entry_tick"),
    path("kompetisi/iga/<int:year>/arsip/", views_archives.archive_order, name="archive_order"),
    path("kompetisi/iga/<int:year>/arsip/<int:pk>/", views_archives.archive, name="archive"),
    path("kompetisi/iga/<int:year>/arsip/<int:pk>/batal/", views_archives.archive_stop, name="archive_stop"),
    path("kompetisi/iga/<int:year>/arsip/<int:pk>/unduh.zip", views_archives.archive_file, name="archive_file"),
    path("kompetisi/iga/<int:year>/pemeriksaan/", desk_views.queue, name="desk_queue"),
    path("kompetisi/iga/<int:year>/pemeriksaan/kabari/", desk_views.tell, name="desk_tell"),
    path("kompetisi/iga/<int:year>/pemeriksaan/<int:pk>/", desk_views.desk, name="desk"),
    path("kompetisi/iga/<int:year>/pemeriksaan/kedua/", views_second.second_queue, name="desk_second"),
    path("kompetisi/iga/<int:year>/pemeriksaan/kedua/<int:pk>/", views_second.look, name="desk_look"),
]
