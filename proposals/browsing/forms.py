"""The form that saves a view of the list under a name."""

from typing import Any

from django import forms
from django.http import QueryDict

from agencies.core.models import User
from proposals.browsing.models import MOST_VIEWS, SavedView


class SavedViewForm(forms.ModelForm[SavedView]):
    """A name for the filters, columns and order of `query`, which the view has already cleaned."""

    class Meta:
        model = SavedView
        fields = ["name"]
        labels = {"name": "Nama tampilan"}
        error_messages = {"name": {"required": "Tulis nama untuk tampilan ini."}}

    def __init__(self, data: QueryDict | None = None, *, owner: User, query: str) -> None:
        super().__init__(data, instance=SavedView(user=owner, query=query))
        self.query = query

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.instance.user.saved_views.filter(name=name).exists():
            raise forms.ValidationError("Anda sudah punya tampilan dengan nama ini. Pilih nama lain.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if len(self.query) > (SavedView._meta.get_field("query").max_length or 0):
            raise forms.ValidationError("Saringan ini terlalu panjang untuk disimpan. Pilih lebih sedikit saringan.")
        if self.instance.user.saved_views.count() >= MOST_VIEWS:
            raise forms.ValidationError(
                f"Anda sudah menyimpan {MOST_VIEWS} tampilan. Hapus salah satu, lalu simpan lagi."
            )
        return cleaned
