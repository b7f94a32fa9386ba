"""Phone numbers as Indonesians write them, and the wa.me address that carries ready words to one."""

import re
from urllib.parse import quote


def phone_digits(written: str) -> str | None:
    """A phone number as wa.me wants it (62…), from the ways Indonesians write one; None when it cannot be one."""
    digits = re.sub(r"\D", "", written)
    if digits.startswith("0"):
        digits = "62" + digits[1:]
    elif digits.startswith("8"):
        digits = "62" + digits
    return digits if re.fullmatch(r"62[1-9]\d{7,12}", digits) else None


def whatsapp_url(phone: str, text: str) -> str:
    """The wa.me address that opens a chat with the text ready; without a usable number the sender picks whom."""
    return f"https://wa.me/{phone_digits(phone) or ''}?text={quote(text)}"
