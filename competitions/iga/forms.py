"""Forms of claims: what an agency claims of an indicator, and what a coordinator verified."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from competitions.core.models import Indicator
from proposals.core.attachments import Attachment


class ClaimForm(forms.Form):
    """What an agency claims on one indicator."""

    level = forms.TypedChoiceField(label="Parameter yang dicapai", required=False, coerce=int, empty_value=None)
    evidence = forms.TypedChoiceField(label="Bukti", required=False, coerce=int, empty_value=None)

    def __init__(
        self, data: QueryDict | None, *, indicator: Indicator, files: list[Attachment], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, prefix=f"i{indicator.number}", initial=initial)
        measures: dict[str, list[tuple[int, str]]] = {}
        for level in indicator.levels.all():
            measures.setdefault(level.measure, []).append((level.pk, f"{level.value}: {level.description}"))
        plain: list[Any] = measures.pop("", [])
        levels = [("", "Belum diklaim"), *plain, *measures.items()]
        cast(forms.ChoiceField, self.fields["level"]).choices = levels
        cast(forms.ChoiceField, self.fields["evidence"]).choices = [
            ("", "Belum ada bukti"),
            *((file.pk, f"{file.kind}: {file.name}") for file in files),
        ]


class VerdictForm(forms.Form):
    """What a coordinator verified on one indicator."""

    LEVELS = (("", "Belum diperiksa"), (0, "0: tidak terbukti"), (1, "1"), (2, "2"), (3, "3"))
    verified = forms.TypedChoiceField(
        label="Parameter terverifikasi", required=False, coerce=int, empty_value=None, choices=LEVELS
    )

    def __init__(self, data: QueryDict | None, *, indicator: Indicator, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"i{indicator.number}", initial=initial)
