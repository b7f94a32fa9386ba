"""Forms of bringing a document along: the file, and what of it is taken."""

from typing import Any, Final

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput
from proposals.bringing.models import BroughtDocument
from proposals.bringing.offering import FieldOffer, Offer, TextOffer, profile_form
from proposals.bringing.services import Accepted
from proposals.core.guide.lengths import refusal
from proposals.core.models import Proposal
from proposals.filechecks.check import EMPTY
from proposals.text.words import count_words
from proposals.writing.services import Written

TAKE, LEAVE, REPLACE, APPEND = "ambil", "biarkan", "ganti", "tambah"
WHERE_FULL: Final = (
    (LEAVE, "Biarkan isi yang sekarang"),
    (REPLACE, "Ganti dengan isi dokumen"),
    (APPEND, "Tambahkan di bawah isi yang sekarang"),
)


class DocumentForm(HelpedForm, forms.Form):
    """One document to read; it is judged by `services.bring`."""

    file = forms.FileField(
        label="Dokumen",
        max_length=255,
        widget=forms.FileInput({"accept": ".docx,.pdf"}),
        help_text="Word (.docx) atau PDF yang berisi tulisan, paling besar 10 MB. Profil IGA berbentuk PDF juga dapat.",
        error_messages={
            "required": "Pilih dokumen Word atau PDF-nya.",
            "empty": EMPTY,
            "max_length": "Nama berkas terlalu panjang. Ganti namanya, lalu unggah lagi.",
        },
    )


class OfferForm(HelpedForm, forms.Form):
    """What of a document is taken: a tick for each part that is empty, a choice of three for a text that is not."""

    def __init__(
        self, *args: Any, document: BroughtDocument, proposal: Proposal | None, offer: Offer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.proposal, self.offer = document, proposal, offer
        if proposal is None:
            longest = document.period.guide.longest("title") or 150
            required = {"required": "Isi nama inovasi. Anda dapat mengubahnya nanti."}
            self.fields["title"] = LineInput(
                label="Nama inovasi", initial=offer.title, max_length=longest, error_messages=required
            )
        for each in offer.fields:
            self.fields[self.choice(each.question)] = forms.BooleanField(
                label=f"{each.label}: {each.reading}",
                required=False,
                initial=not each.present,
            )
        for text in offer.texts:
            self._ask_text(text)

    def _ask_text(self, text: TextOffer) -> None:
        key, title = text.section.key, text.section.title
        self.fields[self.choice(key)] = (
            forms.ChoiceField(label=title, choices=WHERE_FULL, initial=LEAVE, required=False)
            if text.present
            else forms.BooleanField(label=title, required=False, initial=True)
        )
        self.fields[key] = TypedInput(
            label=f"{title}: isi dari dokumen",
            required=False,
            initial=text.found,
            widget=forms.Textarea(
                {
                    "rows": 8,
                    "data-word-count": "",
                    "data-max": text.section.max_words or "",
                    "data-word-output": f"kata-{key}",
                }
            ),
        )
        self.fields[self.base(key)] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=text.version)

    @staticmethod
    def choice(key: str) -> str:
        """The name of the tick or choice for one part."""
        return f"pilih-{key}"

    @staticmethod
    def base(key: str) -> str:
        """The name of the hidden companion: how the part read when it was shown."""
        return f"{key}-dasar"

    def renewed(self) -> dict[str, Any]:
        """What was sent, based on what stands in the proposal by now, so that the next save is a choice."""
        data = {name: self.data[name] for name in self.data}
        for text in self.offer.texts:
            data[self.base(text.section.key)] = str(text.version)
        for each in self.offer.fields:
            for column, base in each.bases.items():
                data[self.base(column)] = base
        return data

    def clean(self) -> dict[str, Any]:
        """What is taken must fit its place; the sentence stands at the part."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.texts = [written for text in self.offer.texts if (written := self._written(text, cleaned))]
        for written in self.texts:
            if why := refusal(written.section, written.text):
                self.add_error(written.section.key, why)
        self._check_fields([each for each in self.offer.fields if cleaned.get(self.choice(each.question))])
        return cleaned

    def _written(self, text: TextOffer, cleaned: dict[str, Any]) -> Written | None:
        key = text.section.key
        chosen, typed = cleaned.get(self.choice(key)), cleaned.get(key)
        if not typed or not chosen or chosen == LEAVE:
            return None
        whole = f"{text.present}\n\n{typed}" if chosen == APPEND and text.present else typed
        return Written(text.section, whole, cleaned.get(self.base(key)) or 0)

    def _check_fields(self, chosen: list[FieldOffer]) -> None:
        typed = {column: value for each in chosen for column, value in each.typed.items()}
        profile = profile_form(self.document, self.proposal, typed)
        if typed and not profile.is_valid():
            for each in chosen:
                for sentence in (said for column in each.typed for said in profile.errors.get(column, ())):
                    self.add_error(self.choice(each.question), str(sentence))
        self.values = profile.changes() if typed else {}

    def taken(self) -> Accepted:
        """As `services.take` stores it."""
        asked = {column for each in self.offer.fields for column in each.typed}
        bases = {column: self.data.get(self.base(column), "") for column in self.values if column in asked}
        return Accepted(self.cleaned_data.get("title", ""), self.texts, self.values, bases)

    def field_rows(self) -> list[dict[str, Any]]:
        """For the template: each field offered, with its tick and what it was based on."""
        return [
            {
                "offer": each,
                "field": self[self.choice(each.question)],
                "bases": [
                    (self.base(column), self.data.get(self.base(column), base) if self.is_bound else base)
                    for column, base in each.bases.items()
                ],
            }
            for each in self.offer.fields
        ]

    def text_rows(self) -> list[dict[str, Any]]:
        """For the template: each text offered, with its choice, its box and the version it was based on."""
        return [
            {
                "offer": text,
                "words": count_words(str(self[text.section.key].value() or "")),
                "choice": self[self.choice(text.section.key)],
                "field": self[text.section.key],
                "version": self[self.base(text.section.key)],
            }
            for text in self.offer.texts
        ]
