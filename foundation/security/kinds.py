"""What the security log tells apart."""

from django.db import models


class Kind(models.TextChoices):
    """What happened."""

    SIGN_IN = "sign_in", "Masuk"
    SIGN_OUT = "sign_out", "Keluar"
    RESET_ASKED = "reset_asked", "Permintaan kata sandi baru"
    PASSWORD = "password", "Kata sandi diganti"
    FACTOR = "factor", "Faktor kedua diubah"
    FACTOR_USED = "factor_used", "Faktor kedua dipakai"
    RECOVERY_CODES = "recovery_codes", "Kode pemulihan"
    LINK = "link", "Tautan ke penyedia identitas"
    ACCOUNT = "account", "Akun diubah"
    LIMIT = "limit", "Percobaan berulang"
    EXPORT = "export", "Unduhan daftar atau dokumen"
    EVIDENCE = "evidence", "Unduhan lampiran"
    TAKEN_ALONG = "taken_along", "Dibawa tanpa jaringan"
    ACCESS = "access", "Membuka halaman"
    FORM = "form", "Mengirim formulir"
    BEARER = "bearer", "Tautan pribadi"
    APPROVAL = "approval", "Persetujuan kepala"
    INVITATION = "invitation", "Undangan rekan"


class Outcome(models.TextChoices):
    """How it ended."""

    DONE = "done", "Berhasil"
    REFUSED = "refused", "Ditolak"
