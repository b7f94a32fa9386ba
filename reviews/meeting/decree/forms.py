"""The form of a decree as entered."""

import datetime
from typing import Any

from django import forms

from foundation.forms import HelpedForm
from foundation.sizes import LARGEST_SCAN, in_words
from foundation.text.fields import LineInput, TypedInput
from proposals.filechecks.scans import checked_scan
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree import decreeing


class DecreeForm(HelpedForm, forms.Form):
    """What is entered of a signed decree; of one that was entered before, also why it is put right."""

    number = LineInput(label="Nomor SK penetapan", max_length=120, help_text="Seperti tertulis pada SK.")
    date = forms.DateField(
        label="Tanggal SK",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tanggal penetapan di atas tanda tangan; tidak sebelum rapat.",
    )
    scan = forms.FileField(
        label="Pindaian SK yang sudah ditandatangani",
        help_text=f"PDF, paling besar {in_words(LARGEST_SCAN)}. Bila ada isian yang ditolak, pilih berkasnya lagi.",
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )
    reason = TypedInput(
        label="Alasan perbaikan", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, initial={"number": meeting.decree_number, "date": meeting.decree_date}, **kwargs)
        if meeting.decree_paper_id:
            self.fields["scan"].required = False
            self.fields["scan"].label = "Pindaian baru, bila yang lama salah"
        else:
            del self.fields["reason"]

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if fault := decreeing.date_fault(self.meeting, date):
            raise forms.ValidationError(fault)
        return date

    def clean_scan(self) -> bytes:
        """The bytes that may be kept; none where a correction brings no scan."""
        upload = self.cleaned_data["scan"]
        return checked_scan(upload) if upload else b""

    def entered(self) -> decreeing.EnteredDecree:
        """What was entered; call it on a valid form."""
        given = self.cleaned_data
        return decreeing.EnteredDecree(given["number"], given["date"], given["scan"])
