"""How templates of the catalogue choose the sign of an affair and the scene behind it."""

from django import template

from proposals.catalogue.artwork import Scene, scene
from proposals.core.affairs.models import Affair
from proposals.core.affairs.signs import Sign, sign_of
from proposals.core.sent import SentProposal

register = template.Library()


@register.simple_tag
def affair_sign(affair: Affair | None) -> Sign:
    """The sign of an affair, or of none: `{% affair_sign innovation.affair as sign %}`."""
    return sign_of(affair.sign if affair else "")


@register.simple_tag
def tile_scene(innovation: SentProposal) -> Scene:
    """The scene of one innovation, the same wherever it is shown: `{% tile_scene innovation as scene %}`."""
    return scene(str(innovation.pk))
