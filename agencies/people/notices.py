"""What a person is told by mail when somebody changes the account: to the address that was good until then."""

from agencies.core.models import User
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later

# What is told of, in the words of the forms.
TOLD = {
    "username": "Nama masuk",
    "email": "Alamat surel",
    "is_coordinator": "Koordinator",
    "is_leader": "Pimpinan",
    "is_reviewer": "Penilai",
    "is_staff": "Masuk ruang teknisi",
    "is_superuser": "Teknisi",
    "is_active": "Akun aktif",
    "agency": "Instansi",
}
SUBJECT = "Akun Anda di Portal Inovasi Daerah diubah"


def tell_of_change(before: User, after: User, *, by: User) -> None:
    """Queues one mail to the address of before with what is different now; none when nothing of it is."""
    lines = [
        f"- {label}: {_word(getattr(before, name))} menjadi {_word(getattr(after, name))}"
        for name, label in TOLD.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if lines:
        _send(before, [f"{_who(before, by)} mengubah akun Anda:", "", *lines, "", "Sesi yang masih terbuka ditutup."])


def tell_of_reset(person: User, *, by: User) -> None:
    """Queues the mail that says who took the second factor away."""
    text = (
        f"{_who(person, by)} menghapus langkah kedua (aplikasi autentikator, kunci, dan kode cadangan) dari akun Anda, "
        "misalnya karena ponsel Anda hilang. Pasang lagi sesudah masuk, di Akun > Keamanan akun."
    )
    _send(person, [text])


def _who(person: User, by: User) -> str:
    return "Anda sendiri" if person.pk == by.pk else str(by)


def _word(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value or "kosong")


def _send(person: User, lines: list[str]) -> None:
    closing = "Tidak mengetahui perubahan ini? Segera hubungi koordinator inovasi atau teknisi portal."
    body = "\n".join([f"Yth. {person},", "", *lines, "", closing, "", "Portal Inovasi Daerah"])
    send_later([Mail(SUBJECT, body, person.email, person.pk, kind=MailKind.ACCOUNT)])
