"""Addresses of proposals, periods and the public catalogue."""

from django.urls import path

from proposals import (
    views,
    views_autosave,
    views_catalogue,
    views_files,
    views_list,
    views_papers,
    views_period,
    views_together,
    views_writing,
)

app_name = "proposals"
urlpatterns = [
    path("usulan/", views_list.proposal_list, name="list"),
    path("usulan/unduh.xlsx", views_list.export_xlsx, name="export"),
    path("usulan/unduh.csv", views_list.export_csv, name="export_csv"),
    path("usulan/kolom/", views_list.keep_columns, name="keep_columns"),
    path("usulan/tampilan/", views_list.view_save, name="view_save"),
    path("usulan/tampilan/<str:token>/", views_list.view_open, name="view_open"),
    path("usulan/tampilan/<str:token>/hapus/", views_list.view_delete, name="view_delete"),
    path("usulan/baru/", views_writing.new, name="new"),
    path("usulan/<int:pk>/", views.detail, name="detail"),
    path("usulan/<int:pk>/riwayat/", views_together.history, name="history"),
    path("usulan/<int:pk>/riwayat/banding/", views_together.compare, name="compare"),
    path("usulan/<int:pk>/catatan/<int:remark>/selesai/", views_together.tick, name="tick"),
    path("usulan/<int:pk>/diskusi/", views_together.discussion, name="discussion"),
    path("usulan/<int:pk>/serah-terima/", views_together.hand_over, name="hand_over"),
    path("usulan/<int:pk>/cetak.pdf", views.printed, name="print"),
    path("usulan/<int:pk>/tanda-terima.pdf", views.receipt, name="receipt"),
    path("usulan/<int:pk>/surat/<slug:kind>.pdf", views_papers.as_pdf, name="letter_pdf"),
    path("usulan/<int:pk>/surat/<slug:kind>.docx", views_papers.as_docx, name="letter_docx"),
    path("usulan/<int:pk>/tindakan/<slug:action>/", views.act, name="act"),
    path("usulan/<int:pk>/hapus/", views_writing.delete, name="delete"),
    path("usulan/<int:pk>/ubah/", views_writing.edit_start, name="edit_start"),
    path("usulan/<int:pk>/ubah/<slug:step>/", views_writing.edit, name="edit"),
    path("usulan/<int:pk>/ubah/<slug:step>/simpan/", views_autosave.autosave, name="autosave"),
    path("usulan/<int:pk>/ubah/<slug:step>/kurang/", views_autosave.missing, name="missing"),
    path("usulan/<int:pk>/lampiran/<int:file>/", views.download, name="download"),
    path("usulan/<int:pk>/lampiran/<int:file>/hapus/", views_files.detach, name="detach"),
    path("usulan/<int:pk>/lampiran/<int:file>/pratinjau/", views_files.preview, name="preview"),
    path("periode/", views_period.period_list, name="periods"),
    path("periode/baru/", views_period.period_new, name="period_new"),
    path("periode/<int:year>/", views_period.period_edit, name="period_edit"),
    path("periode/<int:year>/perpanjangan/", views_period.extension_new, name="extension_new"),
    path("periode/<int:year>/perpanjangan/<int:pk>/", views_period.extension_edit, name="extension_edit"),
    path("periode/<int:year>/perpanjangan/<int:pk>/hapus/", views_period.extension_delete, name="extension_delete"),
    path("katalog/", views_catalogue.catalogue, name="catalogue"),
    path("katalog/<int:pk>/", views_catalogue.innovation, name="innovation"),
]
