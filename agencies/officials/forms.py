"""Forms of officials: somebody new, somebody in another's place, a correction, a last day, a record called back."""

import re
from typing import Any, Final, TypeAlias, cast

from django import forms

from agencies.core.models import Agency, User
from agencies.officials.models import Official
from agencies.officials.offices import EXPLAINED, Office, office_name
from foundation.forms import HelpedForm, QuickSelect
from foundation.text.fields import TypedInput

Rows: TypeAlias = "forms.ModelChoiceField[Any]"
PERSON: Final = ["standing", "front", "name", "back", "nip", "grade", "since", "until", "account", "on_behalf_of"]
HELP: Final = {
    "title": "Hanya untuk jabatan lain, atau bila kepala instansi tidak disebut Kepala, misalnya Camat atau Inspektur.",
    "front": "Seperti Dr., dr., Ir., atau H.; pisahkan dengan spasi.",
    "name": "Tanpa gelar: keputusan dan piagam mencetak nama saja.",
    "back": "Seperti S.T., M.Si.; pisahkan dengan koma.",
    "nip": "18 angka. Kosongkan bila tidak ada, misalnya untuk kepala daerah.",
    "since": "Naskah bertanggal sejak hari ini memakai namanya.",
    "until": "Kosongkan selama masih menjabat.",
    "account": "Bila orang ini juga masuk ke portal: berita acara yang ia setujui memakai catatan ini.",
    "on_behalf_of": "Isi hanya bila selalu menandatangani atas nama jabatan lain, misalnya Wali Kota.",
}
WHY: Final = "Tercatat bersama nilai sebelum dan sesudahnya."


def day(**kwargs: Any) -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d", **kwargs)


class HolderForm(HelpedForm, forms.ModelForm[Official]):
    """Who, by what right, and from when until when; the office is known already."""

    class Meta:
        model = Official
        fields = PERSON
        help_texts = HELP
        widgets = {"since": day(), "until": day(), "grade": forms.Select(), "account": QuickSelect()}
        labels = {"standing": "Kedudukan"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["standing"]).choices = [
            (key.value, words) for key, words in EXPLAINED.items()
        ]
        cast(Rows, self.fields["account"]).queryset = User.objects.filter(is_active=True)

    def clean_nip(self) -> str:
        """Blanks, points and hyphens between the groups go; what is left must be digits (the model says so)."""
        return re.sub(r"[\s.-]", "", self.cleaned_data["nip"])


class NewOfficialForm(HolderForm):
    """Somebody in an office chosen here."""

    class Meta(HolderForm.Meta):
        fields = ["office", "agency", "title", *PERSON]
        widgets = HolderForm.Meta.widgets | {"agency": QuickSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(office.value, office_name(office.value)) for office in Office]
        cast(forms.ChoiceField, self.fields["office"]).choices = [("", "Pilih jabatan"), *known]
        cast(Rows, self.fields["agency"]).queryset = Agency.objects.active()
        self.fields["agency"].help_text = "Hanya untuk kepala perangkat daerah atau sekolah."

    def clean(self) -> dict[str, Any]:
        """Asks for the agency, or the name of the office, where the chosen office needs it; drops what it does not."""
        found: dict[str, Any] = super().clean() or {}
        office = found.get("office")
        if office != Office.AGENCY_HEAD:
            found["agency"] = None
        elif not found.get("agency"):
            self.add_error("agency", "Pilih instansi yang dikepalainya.")
        if office not in (Office.AGENCY_HEAD, Office.OTHER):
            found["title"] = ""
        elif office == Office.OTHER and not found.get("title"):
            self.add_error("title", "Tulis sebutan jabatannya.")
        return found


class CorrectionForm(HolderForm):
    """The same person, written right."""

    class Meta(HolderForm.Meta):
        fields = ["title", *PERSON, "reason"]
        help_texts = HELP | {"reason": WHY}
        labels = HolderForm.Meta.labels | {"reason": "Apa yang keliru"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["reason"] = ""
        self.fields["reason"].required = True
        if self.instance.office not in (Office.AGENCY_HEAD, Office.OTHER):
            del self.fields["title"]


class EndForm(HelpedForm, forms.Form):
    """The last day of a record."""

    until = forms.DateField(label="Hari terakhir", widget=day())
    reason = TypedInput(label="Alasan", max_length=300, help_text=WHY)


class CallBackForm(HelpedForm, forms.Form):
    """Why a record was mistaken from its beginning."""

    reason = TypedInput(label="Apa yang keliru", max_length=300, help_text=WHY)
