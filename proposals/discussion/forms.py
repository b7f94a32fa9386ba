"""The form of handing a proposal over to a colleague."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.core.models import User
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput


class HandoverForm(HelpedForm, forms.Form):
    """Who takes over and what they should know."""

    taker = forms.ModelChoiceField(
        User.objects.none(),
        label="Diserahkan kepada",
        empty_label="Pilih rekan",
        help_text="Rekan dari instansi yang sama. Akun baru dibuat oleh koordinator Bapperida.",
        error_messages={"required": "Pilih rekan yang melanjutkan."},
    )
    note = TypedInput(
        label="Pesan serah terima",
        widget=forms.Textarea({"rows": 5}),
        help_text="Apa yang sudah selesai, apa yang belum, dan di mana bahannya.",
        error_messages={"required": "Tulis pesan untuk rekan Anda: apa yang sudah selesai dan apa yang belum."},
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taker = self.fields["taker"]
        assert isinstance(taker, forms.ModelChoiceField)  # noqa: S101 - for the type: declared so above
        taker.queryset = colleagues
