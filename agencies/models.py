"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from agencies.core.models import Agency, District, Notification, User
from agencies.officials.models import Official

__all__ = ["Agency", "District", "Notification", "Official", "User"]
