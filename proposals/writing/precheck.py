"""The check before sending: each formal rule with its source as green, amber or red; advice where it can be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.readiness import FILES_STEP, PROFILE_STEP, Shortfall, steps_of
from proposals.writing.geo import from_centre_km, is_far
from proposals.writing.similar import Likeness, alike, twins


class Light(StrEnum):
    """Green: fulfilled. Amber: look at it again. Red: the proposal cannot be submitted like this."""

    GREEN = "hijau"
    AMBER = "kuning"
    RED = "merah"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one rule: what it asks, where it comes from, and what to look at (sentence and address)."""

    rule: str
    source: str
    light: Light
    items: list[tuple[str, str]]


def findings(proposal: Proposal, missing: list[Shortfall], user: User) -> list[Finding]:
    """Every rule with its outcome; `missing` are the proposal's shortfalls, `user` decides what may be pointed out."""
    return [*_formal(proposal, missing), *_advice(proposal, user)]


def _formal(proposal: Proposal, missing: list[Shortfall]) -> Iterator[Finding]:
    guide = proposal.period.guide.name
    texts = [item for item in missing if item.step not in (PROFILE_STEP, FILES_STEP)]
    dates = {"id_trial_date", "id_applied_date", "id_has_development", "id_development_date"}
    profile = [item for item in missing if item.step == PROFILE_STEP]
    yield _rule("Profil inovasi lengkap", f"{guide}, profil inovasi", [i for i in profile if i.anchor not in dates])
    yield _rule(
        "Waktu uji coba, penerapan, dan pengembangan terisi dan berurutan",
        f"{guide}, waktu inovasi",
        [item for item in profile if item.anchor in dates],
    )
    yield _rule("Setiap bagian terisi dalam batas jumlah kata", f"{guide}, {_limits(proposal)}", texts)
    files = [item for item in missing if item.step == FILES_STEP]
    yield _rule("Surat dan berkas wajib sudah diunggah", f"{guide}, lampiran", files)


def _rule(rule: str, source: str, missing: list[Shortfall]) -> Finding:
    items = [(str(item), item.url) for item in missing]
    return Finding(rule, source, Light.RED if items else Light.GREEN, items)


def _limits(proposal: Proposal) -> str:
    """The limits in words, as the guide sets them."""
    steps = [step for step in steps_of(proposal) if step.min_words]
    return "; ".join(f"{step.title} paling sedikit {step.min_words} kata" for step in steps) or "batas jumlah kata"


def _advice(proposal: Proposal, user: User) -> Iterator[Finding]:
    yield _hint(
        "Nama dan isi tidak mengulang usulan lain",
        "Perbandingan dengan usulan tahun ini dan tahun sebelumnya yang dapat Anda baca",
        list(_likenesses(alike(proposal, user))),
    )
    yield _hint("Titik lokasi berada di sekitar kota", "Pengaturan kota: jarak dari pusat kota", list(_place(proposal)))
    names = dict(proposal.attachments.values_list("sha256", "name"))
    yield _hint(
        "Bukti tidak dipakai pada usulan lain",
        "Perbandingan sidik isi berkas (SHA-256)",
        [
            (f"Berkas “{names[digest]}” juga ada pada {_named(other)}.", other.get_absolute_url())
            for digest, holders in twins(proposal, user).items()
            for other in holders
        ],
    )
    waiting = proposal.attachments.filter(scan=Attachment.Scan.PENDING)
    yield _hint(
        "Berkas sudah dipindai",
        "Pemindai virus portal",
        [(f"Berkas “{file.name}” masih dipindai.", file.get_absolute_url()) for file in waiting],
    )


def _likenesses(found: list[Likeness]) -> Iterator[tuple[str, str]]:
    """One line for each other proposal, with everything in which it looks alike."""
    together: dict[Proposal, list[str]] = {}
    for likeness in found:
        together.setdefault(likeness.proposal, []).append(f"{likeness.what} {likeness.share:.0%}")
    for other, shares in together.items():
        sentence = f"{', '.join(shares)} sama dengan {_named(other)}."
        yield sentence[0].upper() + sentence[1:], other.get_absolute_url()


def _place(proposal: Proposal) -> Iterator[tuple[str, str]]:
    if proposal.latitude is not None and proposal.longitude is not None:
        point = float(proposal.latitude), float(proposal.longitude)
        if is_far(*point):
            url = f"{reverse('proposals:edit', args=[proposal.pk, PROFILE_STEP])}#id_latitude"
            yield f"Titik lokasi {from_centre_km(*point):.0f} km dari pusat kota. Benarkah di sana?", url


def _named(other: Proposal) -> str:
    return f"“{other}” ({other.reference})"


def _hint(rule: str, source: str, items: list[tuple[str, str]]) -> Finding:
    return Finding(rule, source, Light.AMBER if items else Light.GREEN, items)
