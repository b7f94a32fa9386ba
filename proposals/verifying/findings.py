"""What the portal finds out by itself about a proposal that is being verified, each finding with its source.

Nothing of this is kept: it is found anew whenever the desk is opened. Green says that a thing was looked at and fits;
what could not be looked at is grey, and says why.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from agencies.core.models import User
from proposals.core import above
from proposals.core.approval.frozen import sent_approval
from proposals.core.guide.models import Section
from proposals.core.guide.readiness import completeness_as_read
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.sent.shown import Shown
from proposals.verifying.models import CheckItem
from proposals.writing.precheck import Finding, Light, compared, demands, located, scanned, used_elsewhere
from proposals.writing.similar import nearest_earlier

M = CheckItem.Machine
NEAREST: Final = 3
NONE_ALIKE: Final = "Tidak ada usulan lain yang nama atau isinya mirip."


@dataclass(frozen=True, slots=True)
class MachineFinding:
    """One finding: its light, what was found in words, where the rule comes from, and what to compare with."""

    light: Light
    words: str
    source: str
    links: tuple[tuple[str, str], ...] = ()


Found = Mapping[str, MachineFinding]


def findings(read: Shown, proposal: Proposal, user: User, wanted: Collection[str]) -> Found:
    """By name of a machine check what it finds of a proposal that was sent and `read`, for somebody who may read it.

    Only `wanted` checks are made. Full text is asked once for the title and once for each section.
    """
    found: dict[str, MachineFinding] = {}
    if {M.PROFILE, M.DATES, M.WORDS, M.FILES} & set(wanted):
        found |= _demanded(proposal, read)
    # Where a place lies is mended on the writing desk, which no coordinator opens; files lead to other proposals.
    if M.PLACE in wanted:
        found[M.PLACE] = _as_found(located(proposal), "Titik lokasi di sekitar kota.", linked=False)
    if M.SCANNED in wanted:
        found[M.SCANNED] = _as_found(scanned(read.attachments), "Semua berkas sudah dipindai.", linked=False)
    if M.SAME_FILES in wanted:
        same = used_elsewhere(proposal, read.attachments, user)
        found[M.SAME_FILES] = _as_found(same, "Tidak ada berkas yang juga dipakai usulan lain.", linked=True)
    for name, find in _SINGLE.items():
        if name in wanted:
            found[name] = find(proposal)
    if M.ALIKE in wanted:
        alone = _as_found(compared(proposal, user), NONE_ALIKE, linked=True)
        found[M.ALIKE] = _with_nearest(alone, proposal, user)
    return found


def _demanded(proposal: Proposal, read: Shown) -> dict[str, MachineFinding]:
    approval = sent_approval(proposal.pk)
    state = completeness_as_read(proposal, read.steps, read.attachments, approved=approval is not None)
    rules = demands(proposal, state, read.steps)
    told = {
        M.PROFILE: "Semua isian yang wajib terisi.",
        M.DATES: "Tanggal yang wajib terisi dan berurutan.",
        M.WORDS: _words(read.steps),
        M.FILES: f"Surat diganti persetujuan kepala. {approval.words}" if approval else "Semua berkas yang wajib ada.",
    }
    order = (M.PROFILE, M.DATES, M.WORDS, M.FILES)
    return {name: _as_found(rule, told[name], linked=False) for name, rule in zip(order, rules, strict=True)}


def _words(steps: list[Section]) -> str:
    parts = sum(1 for step in steps for _, text in step.written if text and text.text)
    return f"{parts} bagian, {sum(step.words for step in steps)} kata."


def _as_found(rule: Finding, fits: str, *, linked: bool) -> MachineFinding:
    words = [rule.unchecked] if rule.unchecked else []
    if not linked:
        words = [*(text for text, _ in rule.items), *words]
    if rule.light is Light.GREEN:
        words = [fits]
    return MachineFinding(rule.light, " ".join(words), rule.source, tuple(rule.items) if linked else ())


def _with_nearest(finding: MachineFinding, proposal: Proposal, user: User) -> MachineFinding:
    """The same with the nearest innovations of earlier years, which say nothing against it by themselves."""
    known = {url for _, url in finding.links}
    near = tuple(
        (f"Terdekat dari {other.period.year}: {other.sent_title}", other.get_absolute_url())
        for other in nearest_earlier(proposal, user, NEAREST)
    )
    links = finding.links + tuple(link for link in near if link[1] not in known)
    return MachineFinding(finding.light, finding.words, finding.source, links)


def _earlier_remarks(proposal: Proposal) -> MachineFinding:
    source = "Catatan verifikasi usulan yang dilanjutkan"
    if proposal.copied_from_id is None:
        return MachineFinding(Light.GREY, "Usulan ini bukan lanjutan dari usulan sebelumnya.", source)
    carried = Remark.objects.filter(proposal=proposal, event=None)
    amount = carried.count()
    if not amount:
        return MachineFinding(Light.GREY, "Usulan sebelumnya tidak membawa catatan.", source)
    if left := list(carried.wordless().values_list("text", flat=True)):
        return MachineFinding(Light.AMBER, f"Belum dijawab: {'; '.join(left)}", source)
    return MachineFinding(Light.GREEN, f"{amount} catatan tahun lalu sudah dijawab atau diputuskan.", source)


def _by_competition(name: str) -> Callable[[Proposal], MachineFinding]:
    """A rule of a competition never keeps a proposal from being accepted, so its failure is amber."""

    def find(proposal: Proposal) -> MachineFinding:
        checked = above.checked(name, proposal.applied_date, proposal.development_date)
        light = {True: Light.GREEN, False: Light.AMBER, None: Light.GREY}[checked.passed]
        return MachineFinding(light, checked.words, checked.source)

    return find


_SINGLE: Final[Mapping[str, Callable[[Proposal], MachineFinding]]] = {
    M.EARLIER_REMARKS: _earlier_remarks,
    M.KIPP_AGE: _by_competition(M.KIPP_AGE),
    M.IGA_WINDOW: _by_competition(M.IGA_WINDOW),
}
