"""Forms of a visit: the minutes' words, photos to add, and the words beside a photo that is there."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString, mark_safe

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput
from proposals.filechecks.rules import FileRefused
from reviews.presenting.models import VisitMinutes
from reviews.presenting.visiting.photographing import NewPhoto, judged
from reviews.presenting.visiting.photos import VisitPhoto

PICTURES: Final = {"accept": "image/*,.heic,.heif"}


class VisitMinutesForm(HelpedForm, forms.ModelForm[VisitMinutes]):
    """What was seen on a visit, and whom the jury met."""

    class Meta:
        model = VisitMinutes
        fields = ["seen", "met"]
        widgets = {"seen": forms.Textarea({"rows": 8}), "met": forms.Textarea({"rows": 2})}
        help_texts = {
            "seen": "Yang dilihat dan didengar sendiri, beserta jumlah atau catatan yang ditunjukkan.",
            "met": "Nama dan jabatan, atau warga yang memakai layanannya.",
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed, so that only photos were meant."""
        return not any(self.data.get(name, "").strip() for name in self.fields)


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _Photos(forms.FileField):
    """Several files of one input, as a list."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        return [super(_Photos, self).clean(file, initial) for file in data or []]


class PhotosForm(HelpedForm, forms.Form):
    """Photos to add: from the camera at once, or several that are there; each is judged on its own.

    After `is_valid`, `good` are those that may be stored, also when others are refused.
    """

    camera = forms.FileField(
        label="Ambil foto", required=False, widget=forms.FileInput(PICTURES | {"capture": "environment"})
    )
    photos = _Photos(
        label="Pilih foto",
        required=False,
        widget=_Files(PICTURES | {"multiple": True}),
        help_text="Boleh beberapa sekaligus; foto dari ponsel dikecilkan sendiri.",
    )
    photo_caption = LineInput(
        label="Keterangan foto", required=False, max_length=200, help_text="Untuk semua foto yang ditambah sekarang."
    )
    photo_place = LineInput(
        label="Tempat foto diambil",
        required=False,
        max_length=120,
        help_text="Waktu dan titiknya dibaca dari kamera bila tercatat; ketik tempatnya supaya selalu ada.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.good: list[NewPhoto] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, files in (("camera", [data.get("camera")]), ("photos", data.get("photos") or [])):
            for file in files:
                if file:
                    self._judge(name, file)
        return data

    def _judge(self, name: str, file: UploadedFile[bytes]) -> None:
        try:
            self.good.append(judged(file, file.name or "foto"))
        except FileRefused as refusal:
            self.add_error(name, f"{file.name}: {refusal}")


class PhotoForm(HelpedForm, forms.Form):
    """The words beside one photo, or that it goes; a word that somebody else changed meanwhile is not undone."""

    caption = LineInput(label="Keterangan", required=False, max_length=200, show_hidden_initial=True)
    place = LineInput(label="Tempat", required=False, max_length=120, show_hidden_initial=True)
    gone = forms.BooleanField(label="Hapus foto ini", required=False)

    def __init__(self, data: Any = None, *, photo: VisitPhoto) -> None:
        prefix = f"foto{photo.pk}"
        # Whoever opened the page before this photo came says nothing of it.
        known = data is not None and f"{prefix}-caption" in data
        initial = {"caption": photo.caption, "place": photo.place}
        super().__init__(data if known else None, prefix=prefix, initial=initial)
        self.photo = photo

    @property
    def is_right(self) -> bool:
        """Whether nothing in it stands in the way."""
        return not self.is_bound or self.is_valid()

    @property
    def words(self) -> dict[str, str]:
        """What was typed anew."""
        return {name: self.cleaned_data[name] for name in ("caption", "place") if name in self.changed_data}

    @property
    def before(self) -> SafeString:
        """The words as they were when the page was opened, sent back with the form."""
        hidden = (self[name].as_hidden(only_initial=True) for name in ("caption", "place"))
        return mark_safe("".join(hidden))
