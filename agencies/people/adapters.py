"""How django-allauth behaves here: accounts are made by the coordinator, and mail goes through the queue."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from foundation.tasks import send_mail_later


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders the mail now and leaves its delivery, with retries, to the queue."""
        message = self.render_mail(template_prefix, email, context | {"current_site": None})
        send_mail_later(subject=message.subject, body=message.body, to=list(message.to))


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """Sign-in at the city's own identity provider works only for people the coordinator has entered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
