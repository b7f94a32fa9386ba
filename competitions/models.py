"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from competitions.core.models import Claim, Edition, Indicator, Level, Nomination

__all__ = ["Claim", "Edition", "Indicator", "Level", "Nomination"]
