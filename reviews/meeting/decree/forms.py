"""The form of a decree as entered."""

import datetime
from typing import Any, Final

from django import forms

from foundation.files.sizes import LARGEST_SCAN, in_words
from foundation.forms import HelpedForm
from foundation.issued.services import SignedBy
from foundation.text.fields import LineInput, TypedInput
from proposals.filechecks.scans import checked_scan
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree import decreeing, readying
from reviews.meeting.decree.rules import date_fault

OTHER_THAN_SIGNED: Final = (
    "Nomor atau tanggalnya lain dari naskah yang ditandatangani di portal. Pilih pindaian keputusannya."
)


class ReadyForm(HelpedForm, forms.Form):
    """Number and date that a decree prints as it goes to its signatory."""

    number = LineInput(label="Nomor keputusan", max_length=120, help_text="Nomor lengkap dari Bagian Hukum.")
    date = forms.DateField(
        label="Tanggal keputusan",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tercetak di atas tanda tangan; tidak sebelum rapat.",
    )


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
    checked = forms.BooleanField(
        label="Usulan-usulan itu sama dengan lampiran SK yang ditandatangani",
        error_messages={"required": "Bandingkan usulan-usulan itu dengan lampiran SK, lalu centang."},
    )
    reason = TypedInput(
        label="Alasan perbaikan", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        self.signed = None if meeting.decree_paper_id else readying.signed_decree(meeting)
        known = {"number": meeting.decree_number, "date": meeting.decree_date}
        if self.signed:
            known = {"number": self.signed.ready.number, "date": self.signed.ready.date}
        super().__init__(*args, initial=known, **kwargs)
        if meeting.decree_paper_id:
            self.fields["scan"].required = False
            self.fields["scan"].label = "Pindaian baru, bila yang lama salah"
        else:
            del self.fields["reason"]
        if self.signed:
            scan, serial = self.fields["scan"], self.signed.paper.serial
            scan.required, scan.label = False, "Pindaian, bila bukan naskah yang ditandatangani di portal"
            scan.help_text = f"Kosongkan untuk memakai naskah {serial}, yang tanda tangannya lengkap."

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if fault := date_fault(self.meeting, date):
            raise forms.ValidationError(fault)
        return date

    def clean_scan(self) -> bytes:
        """The bytes that may be kept; none where a correction brings no scan, or where it was signed in the portal."""
        upload = self.cleaned_data["scan"]
        return checked_scan(upload) if upload else b""

    def clean(self) -> dict[str, Any]:
        """Without a scan, number and date are those that the paper signed in the portal prints."""
        given = super().clean() or self.cleaned_data
        if self.signed and given.get("scan") == b"":
            ready = self.signed.ready
            if (given.get("number"), given.get("date")) != (ready.number, ready.date):
                self.add_error("scan", OTHER_THAN_SIGNED)
        return given

    def entered(self) -> decreeing.EnteredDecree:
        """What was entered; call it on a valid form. Raises NotAsIssued for a signed paper that is not what it was."""
        given = self.cleaned_data
        if self.signed and not given["scan"]:
            paper = self.signed.paper
            signers = [SignedBy(**one) for one in paper.signed_by]
            return decreeing.EnteredDecree(given["number"], given["date"], paper.read(), signers)
        return decreeing.EnteredDecree(given["number"], given["date"], given["scan"])
