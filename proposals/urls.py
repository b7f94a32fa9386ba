"""Addresses of proposals, periods and the public catalogue."""

from django.urls import path

from proposals.approving import views as approving_views
from proposals.approving import views_head
from proposals.bringing import views as bringing_views
from proposals.browsing import views as browsing_views
from proposals.catalogue import views as catalogue_views
from proposals.catalogue import views_picture
from proposals.discussion import views as discussion_views
from proposals.importing import views as importing_views
from proposals.page import views as page_views
from proposals.page import views_sent
from proposals.page.history import compare, history
from proposals.papers import views as papers_views
from proposals.periods import views as periods_views
from proposals.repairing import views as repairing_views
from proposals.verifying import views as verifying_views
from proposals.verifying import views_checklist
from proposals.writing import autosave, filestep, picturestep, presence
from proposals.writing import views as writing_views

app_name = "proposals"
urlpatterns = [
    path("usulan/", browsing_views.proposal_list, name="list"),
    path("usulan/unduh.xlsx", browsing_views.export_xlsx, name="export"),
    path("usulan/unduh.csv", browsing_views.export_csv, name="export_csv"),
    path("usulan/kolom/", browsing_views.keep_columns, name="keep_columns"),
    path("usulan/tampilan/", browsing_views.view_save, name="view_save"),
    path("usulan/tampilan/<str:token>/", browsing_views.view_open, name="view_open"),
    path("usulan/tampilan/<str:token>/hapus/", browsing_views.view_delete, name="view_delete"),
    path("usulan/baru/", writing_views.new, name="new"),
    path("usulan/baru/dokumen/", bringing_views.bring_new, name="bring_new"),
    path("usulan/dokumen/<int:pk>/", bringing_views.brought, name="brought"),
    path("usulan/<int:pk>/dokumen/", bringing_views.bring, name="bring"),
    path("usulan/impor/", importing_views.start, name="import"),
    path("usulan/impor/templat.xlsx", importing_views.template, name="import_template"),
    path("usulan/impor/<int:pk>/", importing_views.batch_page, name="import_batch"),
    path("usulan/impor/<int:pk>/jalankan/", importing_views.run, name="import_run"),
    path("usulan/impor/<int:pk>/perlu-diperbaiki.xlsx", importing_views.marked, name="import_marked"),
    path("usulan/verifikasi/", verifying_views.queue, name="to_verify"),
    path("usulan/verifikasi/bersih/", verifying_views.clean, name="verify_clean"),
    path("usulan/verifikasi/batal/", verifying_views.undo, name="verify_undo"),
    path("usulan/verifikasi/<int:pk>/", verifying_views.desk, name="verify"),
    path("usulan/<int:pk>/", page_views.detail, name="detail"),
    path("usulan/<int:pk>/terkirim/", views_sent.confirmation, name="sent"),
    path("usulan/<int:pk>/tanggal.ics", views_sent.dates, name="dates"),
    path("usulan/<int:pk>/riwayat/", history, name="history"),
    path("usulan/<int:pk>/riwayat/banding/", compare, name="compare"),
    path("usulan/<int:pk>/perbaikan/", repairing_views.start, name="repair"),
    path("usulan/<int:pk>/perbaikan/<int:remark>/", repairing_views.repair_remark, name="repair_remark"),
    path("usulan/<int:pk>/catatan/<int:remark>/selesai/", repairing_views.settle, name="settle"),
    path("usulan/<int:pk>/persetujuan/", approving_views.approval, name="approval"),
    path("usulan/<int:pk>/persetujuan/<int:asked>/tarik/", approving_views.withdraw, name="approval_withdraw"),
    path("persetujuan/<str:token>/", views_head.head, name="head"),
    path("persetujuan/<str:token>/berkas/<int:file>/", views_head.head_file, name="head_file"),
    path("usulan/<int:pk>/diskusi/", discussion_views.discussion, name="discussion"),
    path("usulan/<int:pk>/serah-terima/", discussion_views.hand_over, name="hand_over"),
    path("usulan/<int:pk>/cetak.pdf", page_views.printed, name="print"),
    path("usulan/<int:pk>/tanda-terima.pdf", page_views.receipt, name="receipt"),
    path("usulan/<int:pk>/surat/<slug:kind>.pdf", papers_views.as_pdf, name="letter_pdf"),
    path("usulan/<int:pk>/surat/<slug:kind>.docx", papers_views.as_docx, name="letter_docx"),
    path("usulan/<int:pk>/tindakan/<slug:action>/", page_views.act, name="act"),
    path("usulan/<int:pk>/lanjutan/", writing_views.carry_over, name="carry_over"),
    path("usulan/<int:pk>/hapus/", writing_views.delete, name="delete"),
    path("usulan/<int:pk>/ubah/", writing_views.edit_start, name="edit_start"),
    path("usulan/<int:pk>/ubah/<slug:step>/", writing_views.edit, name="edit"),
    path("usulan/<int:pk>/ubah/<slug:step>/simpan/", autosave.autosave, name="autosave"),
    path("usulan/<int:pk>/ubah/<slug:step>/kurang/", autosave.missing, name="missing"),
    path("usulan/<int:pk>/ubah/<slug:step>/hadir/", presence.presence, name="presence"),
    path("usulan/<int:pk>/lampiran/<int:file>/", page_views.download, name="download"),
    path("usulan/<int:pk>/lampiran/<int:file>/hapus/", filestep.detach, name="detach"),
    path("usulan/<int:pk>/lampiran/<int:file>/kembalikan/", filestep.restore, name="restore_file"),
    path("usulan/<int:pk>/lampiran/<int:file>/keterangan/", picturestep.caption, name="caption"),
    path("usulan/<int:pk>/lampiran/<int:file>/pratinjau/", filestep.preview, name="preview"),
    path("periode/", periods_views.period_list, name="periods"),
    path("periode/baru/", periods_views.period_new, name="period_new"),
    path("periode/<int:year>/", periods_views.period_edit, name="period_edit"),
    path("periode/<int:year>/daftar-periksa/", views_checklist.checklist, name="checklist"),
    path("periode/<int:year>/daftar-periksa/baru/", views_checklist.question_new, name="question_new"),
    path("periode/<int:year>/daftar-periksa/<int:pk>/", views_checklist.question_edit, name="question_edit"),
    path("periode/<int:year>/perpanjangan/", periods_views.extension_new, name="extension_new"),
    path("periode/<int:year>/perpanjangan/<int:pk>/", periods_views.extension_edit, name="extension_edit"),
    path("periode/<int:year>/perpanjangan/<int:pk>/hapus/", periods_views.extension_delete, name="extension_delete"),
    path("usulan/<int:pk>/gambar/", views_picture.picture, name="picture"),
    path("usulan/<int:pk>/gambar/tarik/", views_picture.picture_withdraw, name="picture_withdraw"),
    path("katalog/", catalogue_views.catalogue, name="catalogue"),
    path("katalog/<int:pk>/gambar/<slug:code>.jpg", catalogue_views.innovation_picture, name="innovation_picture"),
    path(
        "katalog/<int:pk>/gambar/<slug:code>/kecil.jpg",
        catalogue_views.innovation_picture,
        {"small": True},
        name="innovation_picture_small",
    ),
    path("katalog/<int:pk>/kartu/<slug:code>.png", catalogue_views.share_card, name="share_card"),
    path("katalog/kartu/<slug:code>.png", catalogue_views.portal_card, name="portal_card"),
    path("katalog/data/", catalogue_views.open_data, name="open_data"),
    path("katalog/data-lembar-kerja.csv", catalogue_views.data_csv, {"spreadsheet": True}, name="catalogue_sheet"),
    path("katalog/data.csv", catalogue_views.data_csv, name="catalogue_csv"),
    path("katalog/data.json", catalogue_views.data_json, name="catalogue_json"),
    path("katalog/<int:pk>/", catalogue_views.innovation, name="innovation"),
]
