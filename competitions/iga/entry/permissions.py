"""Who copies into the ministry's form, and who takes archives along."""

from agencies.core.permissions import coordinators_only, leaders_and_coordinators

# Coordinators enter; leaders read how far it is and take everything along.
enters = coordinators_only
looks = leaders_and_coordinators
