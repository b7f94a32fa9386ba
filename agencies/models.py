"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from agencies.core.models import Agency, District, Notification, User
from agencies.inviting.models import Invitation
from agencies.officials.models import Official
from agencies.signing.models import SignerIdentity, WantedSignature

__all__ = ["Agency", "District", "Invitation", "Notification", "Official", "SignerIdentity", "User", "WantedSignature"]
