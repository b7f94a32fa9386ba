"""The form of inviting a colleague, and the form by which the colleague makes an account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from agencies.core.models import User
from agencies.inviting.models import Invitation
from agencies.people.validators import PrivilegedLength
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput


class InvitationForm(HelpedForm, forms.Form):
    """Whom an operator invites; agency and rights are not asked."""

    name = LineInput(label="Nama lengkap", max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(
        label="Alamat surel",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text="Tautan dikirim ke sini. Nanti rekan masuk dengan alamat ini.",
    )


class AcceptanceForm(HelpedForm, forms.Form):
    """The own name and a password; the address is that of the invitation."""

    name = LineInput(label="Nama lengkap", max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label="Kata sandi", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="Kata sandi sekali lagi", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        rules = [one for one in get_default_password_validators() if not isinstance(one, PrivilegedLength)]
        self.fields["password"].help_text = " ".join(one.get_help_text() for one in rules)

    def clean(self) -> None:
        """The rules of all passwords, and typed the same twice."""
        password, again = self.cleaned_data.get("password", ""), self.cleaned_data.get("again", "")
        if password and again and password != again:
            self.add_error("again", "Kedua kata sandi tidak sama. Ketik lagi.")
        if password:
            name, agency = self.cleaned_data.get("name", ""), self.invitation.agency
            try:
                validate_password(password, User(username=agency.code, email=self.invitation.email, full_name=name))
            except ValidationError as problem:
                self.add_error("password", problem)
