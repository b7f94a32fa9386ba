"""The screens of writing in their order: the profile's groups one by one, each step of texts, evidence, the check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from proposals.core.guide.asking import values_of
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS
from proposals.core.guide.readiness import CHECK_STEP, PROFILE_STEP, Completeness, step_titles
from proposals.core.history.places import screen_of
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal


@dataclass(frozen=True, slots=True)
class ProfileGroup:
    """One group of the profile as the guide names it, with the columns it asks."""

    key: str
    title: str
    purpose: str
    columns: tuple[str, ...]


def profile_groups(guide: FormGuide) -> list[ProfileGroup]:
    """The groups that ask something, in the guide's order."""
    columns: dict[str, list[str]] = {}
    for key, asked in guide.fields.items():
        columns.setdefault(asked.group, []).extend(field.column for field in QUESTIONS[key])
    return [
        ProfileGroup(group.key, group.title, group.purpose, tuple(columns[group.key]))
        for group in guide.form.groups
        if group.key in columns
    ]


def columns_in_reach(proposal: Proposal, group: ProfileGroup) -> tuple[str, ...]:
    """What the screen of a group shows: what the stored answers call for, and what an answer on it may call for."""
    guide = proposal.period.guide
    asked = guide.asked_by(values_of(proposal))
    in_reach: set[str] = set()
    # In the guide's order: what only a question out of reach calls for is out of reach as well.
    for key in (BY_COLUMN[column].asked_as for column in group.columns):
        if key in asked or not in_reach.isdisjoint(guide.fields[key].asked_when):
            in_reach.add(key)
    return tuple(column for column in group.columns if BY_COLUMN[column].asked_as in in_reach)


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: the step and, in the profile, the group it shows, how many required things it still lacks.

    `remarks` of the coordinator on what it shows wait for an answer.
    """

    proposal_id: int
    step: str
    title: str
    group: str
    missing: int
    is_here: bool
    remarks: int = 0

    @property
    def url(self) -> str:
        page = reverse("proposals:edit", args=[self.proposal_id, self.step])
        return f"{page}?grup={self.group}" if self.group else page

    @property
    def state(self) -> str:
        """How it stands, in words; empty where nothing is filled in."""
        if self.missing or self.remarks:
            told = (f"kurang {self.missing}", self.missing), (f"{self.remarks} catatan", self.remarks)
            return ", ".join(words for words, amount in told if amount)
        return "" if self.step == CHECK_STEP else "lengkap"


def screens_of(
    proposal: Proposal,
    sections: Iterable[Section],
    state: Completeness,
    *,
    step: str,
    group: str = "",
    remarks: Iterable[Remark] = (),
) -> list[Screen]:
    """All screens of a proposal; the one at `step` is here, in the profile that of `group`, or else its first.

    Each counts those of the open `remarks` that are about what it shows.
    """
    groups = profile_groups(proposal.period.guide)
    known = [each.key for each in groups]
    here = (step, group if group in known else next(iter(known), "")) if step == PROFILE_STEP else (step, "")
    places = [(PROFILE_STEP, each.title, each.key) for each in groups]
    places += [(key, title, "") for key, title in step_titles(sections).items() if key != PROFILE_STEP or not groups]
    lacking = [(item.step, item.group) for item in state.missing]
    asked = [screen_of(remark, proposal.period.guide) for remark in remarks]
    return [
        Screen(proposal.pk, key, title, part, lacking.count((key, part)), (key, part) == here, asked.count((key, part)))
        for key, title, part in places
    ]


def parts_of(screens: Sequence[Screen]) -> list[dict[str, object]]:
    """For the list of steps: the profile and what follows it, each under its heading."""
    found = [("Profil", [each for each in screens if each.group]), ("Usulan", [s for s in screens if not s.group])]
    return [{"title": title, "entries": entries} for title, entries in found if entries]
