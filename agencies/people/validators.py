"""What a password needs: Django's own rules in the portal's words, and more of whoever decides."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from agencies.core import ranks
from agencies.core.models import User


class Length(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Kata sandi ini terlalu pendek. {self.get_help_text()} Pakai misalnya beberapa kata."

    def get_help_text(self) -> str:
        return f"Paling sedikit {self.min_length} karakter."


class UnlikeThePerson(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return f"Kata sandi ini terlalu mirip dengan data Anda. {self.get_help_text()}"

    def get_help_text(self) -> str:
        return "Jangan memakai nama, nama pengguna, atau alamat surel Anda."


class Uncommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Kata sandi ini termasuk yang paling sering ditebak orang. Pakai misalnya beberapa kata."

    def get_help_text(self) -> str:
        return "Jangan memakai kata sandi yang umum."


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
        return f"Kata sandi koordinator, pimpinan, dan teknisi paling sedikit {self.least} karakter."
