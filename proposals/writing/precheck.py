"""The check before sending: each formal rule with its source, green or red; and, apart from it, advice in amber."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.indicators import whole_rows
from proposals.core.guide.models import Section
from proposals.core.guide.profile import INDICATORS, QUESTIONS, SUMMARY, FieldKind
from proposals.core.guide.readiness import FILES_STEP, PROFILE_STEP, Completeness, Shortfall, field_url
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.writing.fields import from_centre_km, is_far
from proposals.writing.similar import Likeness, alike, twins

NO_FILE = "Belum ada berkas."


class Light(StrEnum):
    """Green: fulfilled. Amber: look at it again. Red: it cannot be submitted like this. Grey: nothing was checked."""

    GREEN = "hijau"
    AMBER = "kuning"
    RED = "merah"
    GREY = "abu-abu"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one rule: what it asks, where it comes from, and what to look at (sentence and address).

    `unchecked` says why something was not looked at.
    """

    rule: str
    source: str
    light: Light
    items: list[tuple[str, str]]
    unchecked: str = ""


def demands(proposal: Proposal, state: Completeness, steps: Iterable[Section]) -> list[Finding]:
    """The rules that must be fulfilled, with what each still lacks: together exactly what `state` misses."""
    guide = proposal.period.guide.name
    dates = {key for key, fields in QUESTIONS.items() if fields[0].kind is FieldKind.DATE}
    profile = [item for item in state.missing if item.step == PROFILE_STEP]
    files = [item for item in state.missing if item.step == FILES_STEP]
    texts = [item for item in state.missing if item.step not in (PROFILE_STEP, FILES_STEP)]
    return [
        _rule("Profil inovasi lengkap", f"{guide}, profil inovasi", [i for i in profile if i.question not in dates]),
        _rule(
            "Waktu uji coba, penerapan, dan pengembangan terisi dan berurutan",
            f"{guide}, waktu inovasi",
            [item for item in profile if item.question in dates],
        ),
        _rule("Setiap bagian terisi dalam batas jumlah kata", f"{guide}, {_limits(steps)}", texts),
        _rule("Surat dan berkas wajib sudah diunggah", f"{guide}, lampiran", files),
    ]


def _rule(rule: str, source: str, missing: list[Shortfall]) -> Finding:
    items = [(str(item), item.url) for item in missing]
    return Finding(rule, source, Light.RED if items else Light.GREEN, items)


def _limits(steps: Iterable[Section]) -> str:
    """The limits in words, as the guide sets them."""
    limited = [f"{step.title} paling sedikit {step.min_words} kata" for step in steps if step.min_words]
    return "; ".join(limited) or "batas jumlah kata"


def advice(proposal: Proposal, user: User) -> Iterator[Finding]:
    """What is worth a second look and never keeps a proposal from being sent, as far as `user` may know of it."""
    yield compared(proposal, user)
    yield from looked_over(proposal, user)


def compared(proposal: Proposal, user: User) -> Finding:
    """Whether its name or a text repeats another proposal; full text is asked for the title and for each section."""
    return _hint(
        "Nama dan isi tidak mengulang usulan lain",
        "Perbandingan dengan usulan tahun ini dan tahun sebelumnya yang dapat Anda baca",
        list(_likenesses(alike(proposal, user))),
    )


def looked_over(proposal: Proposal, user: User) -> Iterator[Finding]:
    """The rest of the advice: its summary, its place, evidence that others use as well, whether files were scanned."""
    files = list(proposal.attachments.all())
    yield from (found for found in (summed_up(proposal), measured(proposal)) if found)
    yield located(proposal)
    yield used_elsewhere(proposal, files, user)
    yield scanned(files)


def summed_up(proposal: Proposal) -> Finding | None:
    """Whether the public is told in its own words; nothing where the guide asks for none or needs it in any case."""
    told = "Belum ditulis. Tanpa ini katalog memakai kalimat dari tulisan Anda; periksa sarannya."
    return _asked_for(proposal, SUMMARY, "sudah ditulis", told, is_there=bool(proposal.summary))


def measured(proposal: Proposal) -> Finding | None:
    """Whether a row says what changed in figures; nothing where the guide asks for none or needs it in any case."""
    told = "Belum ada satu baris pun dengan angka sebelum dan sesudah; penilai mencarinya."
    return _asked_for(proposal, INDICATORS, "sudah terisi", told, is_there=whole_rows(proposal.indicators) > 0)


def _asked_for(proposal: Proposal, key: str, state: str, told: str, *, is_there: bool) -> Finding | None:
    guide = proposal.period.guide
    asked = guide.fields.get(key)
    if asked is None or asked.required:
        return None
    url = field_url(proposal.pk, PROFILE_STEP, f"id_{key}", group=guide.group_of(key))
    return _hint(f"{asked.label} {state}", guide.name, [] if is_there else [(told, url)])


def located(proposal: Proposal) -> Finding:
    """Whether its place is near the city."""
    return _hint(
        "Titik lokasi berada di sekitar kota",
        "Pengaturan kota: jarak dari pusat kota",
        list(_place(proposal)),
        unchecked="" if _has_place(proposal) else "Titik lokasi belum diisi.",
    )


def used_elsewhere(proposal: Proposal, files: Sequence[Attachment], user: User) -> Finding:
    """Whether another proposal holds one of its files as well; one query."""
    names = {file.sha256: file.name for file in files}
    return _hint(
        "Bukti tidak dipakai pada usulan lain",
        "Perbandingan isi berkas dengan berkas semua usulan",
        [
            (f"Berkas “{names[digest]}” juga ada pada {_named(other)}.", other.get_absolute_url())
            for digest, holders in twins(proposal, user).items()
            for other in holders
        ],
        unchecked="" if files else NO_FILE,
    )


def unanswered(remarks: Iterable[Remark]) -> Finding | None:
    """Whether the coordinator's remarks are all answered; nothing where there are none. It never keeps from sending."""
    items = [
        (f"{remark.place}: belum dijawab.", reverse("proposals:repair_remark", args=[remark.proposal_id, remark.pk]))
        for remark in remarks
        if remark.is_open
    ]
    return _hint("Setiap catatan sudah dijawab", "Permintaan perbaikan dari koordinator", items) if remarks else None


def scanned(files: Sequence[Attachment]) -> Finding:
    """Whether a scanner has looked at every file; what it refused is a rule of its own, among the demands."""
    waiting = [
        (f"Berkas “{file.name}” masih dipindai.", file.get_absolute_url())
        for file in files
        if file.scan == Attachment.Scan.PENDING
    ]
    unseen = [file.name for file in files if file.scan == Attachment.Scan.NOT_SCANNED]
    told = f"{len(unseen)} dari {len(files)} berkas tidak dipindai, karena saat diunggah portal tidak punya pemindai."
    return _hint(
        "Berkas sudah dipindai",
        "Pemindai virus portal",
        waiting,
        unchecked=told if unseen else "" if files else NO_FILE,
    )


def _likenesses(found: list[Likeness]) -> Iterator[tuple[str, str]]:
    """One line for each other proposal, with everything in which it looks alike."""
    together: dict[Proposal, list[str]] = {}
    for likeness in found:
        together.setdefault(likeness.proposal, []).append(f"{likeness.what} {likeness.share:.0%}")
    for other, shares in together.items():
        sentence = f"{', '.join(shares)} sama dengan {_named(other)}."
        yield sentence[0].upper() + sentence[1:], other.get_absolute_url()


def _has_place(proposal: Proposal) -> bool:
    return proposal.latitude is not None and proposal.longitude is not None


def _place(proposal: Proposal) -> Iterator[tuple[str, str]]:
    if proposal.latitude is not None and proposal.longitude is not None:
        point = float(proposal.latitude), float(proposal.longitude)
        if is_far(*point):
            group = proposal.period.guide.group_of("location")
            url = field_url(proposal.pk, PROFILE_STEP, "id_latitude", group=group)
            yield f"Titik lokasi {from_centre_km(*point):.0f} km dari pusat kota. Benarkah di sana?", url


def _named(other: Proposal) -> str:
    return f"“{other}” ({other.reference})"


def _hint(rule: str, source: str, items: list[tuple[str, str]], *, unchecked: str = "") -> Finding:
    """Advice; `unchecked` says in words why nothing, or not everything, could be looked at."""
    light = Light.AMBER if items else Light.GREY if unchecked else Light.GREEN
    return Finding(rule, source, light, items, unchecked)
