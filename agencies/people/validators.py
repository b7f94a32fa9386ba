"""What a password needs beyond Django's own rules."""

from django.core.exceptions import ValidationError

from agencies.core import ranks
from agencies.core.models import User


class PrivilegedLength:
    """A longer password for coordinators, leaders and technicians."""

    def __init__(self, least: int) -> None:
        self.least = least

    def is_short(self, password: str, user: User | None) -> bool:
        """Whether the role of this person asks for a longer one."""
        return user is not None and ranks.is_privileged(user) and len(password) < self.least

    def validate(self, password: str, user: User | None = None) -> None:
        if self.is_short(password, user):
            raise ValidationError(f"{self.get_help_text()} Pakai misalnya beberapa kata.", code="password_too_short")

    def get_help_text(self) -> str:
        return f"Kata sandi koordinator, pimpinan, dan teknisi terdiri atas sedikitnya {self.least} karakter."
