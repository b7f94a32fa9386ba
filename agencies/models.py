"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from agencies.core.models import Agency, District, Notification, User

__all__ = ["Agency", "District", "Notification", "User"]
