"""Who takes entries along: one of them whoever knows it, all of them those who look after the city's."""

from agencies.core.permissions import leaders_and_coordinators
from competitions.core.permissions import sees_every_agency

looks_after_all = leaders_and_coordinators
may_take_all = sees_every_agency
