"""The words of a reminder and the wa.me address that carries them; no database."""

import datetime
import re
from urllib.parse import quote

from dashboard.labels import long_date

_GREETED = {
    "operator": "Operator inovasi",
    "secretary": "Sekretaris",
    "head": "Kepala",
    "sekda": "Kepala",
}


def words(
    *,
    addressee: str,
    agency: str,
    period: str,
    missing: int,
    has_draft: bool,
    closing: datetime.date,
    today: datetime.date,
    site: str,
    office: str,
) -> str:
    """A warm, short reminder that says what is missing, until when, and where to do it."""
    days = (closing - today).days
    left = f"tersisa {days} hari" if days > 0 else "hari ini hari terakhir"
    state = "Draf usulan sudah ada dan tinggal diajukan. " if has_draft else ""
    return (
        f"Yth. {_GREETED[addressee]} {agency},\n\n"
        f"Sampai {long_date(today)}, {agency} masih perlu mengajukan {missing} usulan pada {period}. {state}"
        f"Pengajuan ditutup {long_date(closing)} ({left}).\n\n"
        f"Mohon usulan diajukan melalui {site}. Bila Anda memerlukan bantuan, kami di {office} siap mendampingi.\n\n"
        "Terima kasih."
    )


def phone_digits(written: str) -> str | None:
    """A phone number as wa.me wants it (62…), from the ways Indonesians write one; None when it cannot be one."""
    digits = re.sub(r"\D", "", written)
    if digits.startswith("0"):
        digits = "62" + digits[1:]
    elif digits.startswith("8"):
        digits = "62" + digits
    return digits if re.fullmatch(r"62[1-9]\d{7,12}", digits) else None


def whatsapp_url(phone: str, text: str) -> str | None:
    """The wa.me address that opens a chat with the text ready to send; None without a usable number."""
    digits = phone_digits(phone)
    return f"https://wa.me/{digits}?text={quote(text)}" if digits else None
