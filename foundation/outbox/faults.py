"""What a mail server's refusal means: whose fault it is, whether trying again can help, and why, in plain words."""

import smtplib
from dataclasses import dataclass

# A 5xx with one of these codes is about the portal's own account, not about the reader: RFC 4954, section 6.
ACCOUNT_CODES = frozenset({530, 534, 535, 538})
CLOSING = 421  # the server is shutting down
BUSY = "Server penerima sedang tidak dapat menerima surel ini."
REFUSED = "Server penerima menolak surel ini."
# By the beginning of the status that stands in the server's sentence (RFC 3463), the longest first.
BY_STATUS = {
    "1.1": "Alamat ini tidak ada pada server penerima.",
    "1.2": "Nama sesudah tanda @ tidak dikenal.",
    "1.3": "Alamat ini tidak ditulis dengan benar.",
    "1.10": "Alamat ini tidak menerima surel.",
    "2.1": "Kotak surel penerima sudah tidak aktif.",
    "2.2": "Kotak surel penerima penuh.",
    "2.3": "Surel ini terlalu besar bagi penerima.",
    "3.4": "Surel ini terlalu besar bagi penerima.",
    "4.4": "Nama sesudah tanda @ tidak dikenal.",
    "4.7": "Server penerima tidak dapat dihubungi terlalu lama.",
    "7": "Server penerima menolak surel dari portal, mungkin karena dianggap surel sampah.",
}
BY_CODE = {
    550: "Alamat ini tidak ada pada server penerima, atau server itu menolaknya.",
    551: "Penerima sudah pindah ke alamat lain.",
    552: "Kotak surel penerima penuh.",
    553: "Alamat ini tidak ditulis dengan benar.",
}


@dataclass(frozen=True, slots=True)
class MailFault:
    """One failed try. `of_server`: every other mail would fail now, too. `final`: trying again cannot help."""

    reason: str
    answer: str = ""
    of_server: bool = False
    final: bool = False


def fault_of(problem: Exception) -> MailFault:
    """What an error of sending one mail means."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _refusal(*next(iter(problem.recipients.values())))
    if isinstance(problem, smtplib.SMTPDataError) or _is_too_large(problem):
        return _refusal(problem.smtp_code, problem.smtp_error)  # type: ignore[attr-defined]  # both have them
    if isinstance(problem, smtplib.SMTPNotSupportedError | ValueError):
        return MailFault("Alamat ini tidak ditulis dengan benar.", str(problem), final=True)
    if isinstance(problem, OSError):
        return MailFault(_trouble(problem), _words(problem), of_server=True)
    return MailFault("Surel ini belum dapat disusun karena galat di portal.", f"{type(problem).__name__}: {problem}")


def _trouble(problem: OSError) -> str:
    """What is wrong with the server itself or the portal's account there."""
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "Server surel menolak nama atau kata sandi portal."
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return "Server surel menolak alamat pengirim portal."
    silent = isinstance(problem, TimeoutError) or "timed out" in str(problem)
    return "Server surel tidak menjawab." if silent else "Server surel tidak dapat dihubungi."


def _is_too_large(problem: Exception) -> bool:
    """The size is told with the sender's address, and refused there."""
    return isinstance(problem, smtplib.SMTPSenderRefused) and problem.smtp_code == 552


def _refusal(code: int, answer: bytes | str) -> MailFault:
    """What the server says to one reader or one text; 4xx is for now, 5xx for good: RFC 5321, section 4.2.1."""
    words = f"{code} {_text(answer)}".strip()
    if code == CLOSING or code in ACCOUNT_CODES:
        return MailFault("Server surel sedang tidak melayani portal.", words, of_server=True)
    final = code >= 500
    return MailFault(meaning(code, _text(answer), final=final), words, final=final)


def meaning(code: int, answer: str, *, final: bool) -> str:
    """The plain words for a refusal: by the status in the server's sentence, else by its code (0: none)."""
    status = next((word for word in answer.replace("#", "").split() if _is_status(word)), "")
    detail = status.partition(".")[2]
    # 1.10 must not be read as 1.1.
    said = BY_STATUS.get(detail) or BY_STATUS.get(detail.partition(".")[0])
    return said or (BY_CODE.get(code, REFUSED) if final else BUSY)


def _is_status(word: str) -> bool:
    parts = word.split(".")
    return len(parts) == 3 and parts[0] in {"4", "5"} and all(part.isdigit() for part in parts[1:])


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def _words(problem: Exception) -> str:
    """The server's own sentence where it said one, else the system's."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    return str(problem)
