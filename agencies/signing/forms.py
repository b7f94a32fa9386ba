"""Forms of signing: who is to sign, the secret of one act, the scan of a paper signed in ink, a NIK."""

from typing import Any, Final

from django import forms
from django.utils import timezone

from agencies.officials.models import Official
from agencies.signing import above
from foundation.files.sizes import LARGEST_SCAN, in_words
from foundation.forms import HelpedForm, QuickSelect
from foundation.text.fields import TypedInput

SIGNERS: Final = 4


class AskForm(HelpedForm, forms.Form):
    """Who signs, in the order of the paper's own places; those who hold an office today can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Official.objects.in_force(timezone.localdate()).select_related("agency", "account")
        known = {str(one.pk): one for one in held}
        choices = [(key, _told(one)) for key, one in known.items()]
        for number in range(1, SIGNERS + 1):
            self.fields[f"signer_{number}"] = forms.TypedChoiceField(
                label=f"Penanda tangan {number}",
                choices=[("", "Pilih pejabat" if number == 1 else "Tidak ada"), *choices],
                coerce=known.__getitem__,
                empty_value=None,
                required=number == 1,
                widget=QuickSelect(),
                error_messages={"required": "Pilih paling sedikit satu penanda tangan."},
            )

    @property
    def chosen(self) -> list[Official]:
        """The officials in their order."""
        return [self.cleaned_data[name] for name in self.fields if self.cleaned_data[name]]


class SecretForm(HelpedForm, forms.Form):
    """What opens the certificate for this one signature; a page that shows it again shows it empty."""

    passphrase = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text="Hanya dipakai untuk tanda tangan ini, dan tidak disimpan.",
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].label = label
        self.fields["passphrase"].error_messages["required"] = f"Ketik {label[0].lower()}{label[1:]}."


class ScanForm(HelpedForm, forms.Form):
    """The scan of the whole paper after all have signed it."""

    scan = forms.FileField(
        label="Pindaian naskah yang sudah ditandatangani",
        help_text=f"PDF, paling besar {in_words(LARGEST_SCAN)}.",
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )

    def clean_scan(self) -> bytes:
        """The bytes that may be kept."""
        return above.checked_scan(self.cleaned_data["scan"])


class CheckedForm(HelpedForm, forms.Form):
    """How somebody knows that a signature of which no answer came was not given."""

    reason = TypedInput(
        label="Hasil pemeriksaan", max_length=200, help_text="Misalnya: riwayat di BSrE kosong, diperiksa Diskominfo."
    )


class NikForm(HelpedForm, forms.Form):
    """The NIK under which an account signs; it is never shown in full again."""

    nik = forms.RegexField(
        r"\A\d{16}\Z",
        label="NIK",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="16 angka seperti pada KTP. Disimpan tersegel; sesudah ini hanya tiga angka terakhir yang tampil.",
        error_messages={"invalid": "NIK terdiri dari 16 angka."},
    )


def _told(one: Official) -> str:
    without = "" if one.account_id else " (tanpa akun: hanya basah)"
    return f"{one.office_in_full}: {one.full_name}{without}"
