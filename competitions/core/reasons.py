"""How long a reason must be that a coordinator writes and others read."""

from typing import Final

from django import forms

LEAST_REASON: Final = 10
TOO_SHORT: Final = f"Tulis alasannya, paling sedikit {LEAST_REASON} huruf."


def checked_reason(reason: str) -> str:
    """The reason as typed. Raises ValidationError where it is shorter than LEAST_REASON letters."""
    if len(reason.strip()) < LEAST_REASON:
        raise forms.ValidationError(TOO_SHORT)
    return reason
