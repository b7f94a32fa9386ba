"""The rubric editor: what a criterion judges, ready sentences, where reasons are asked; free, frozen, by version."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.period.models import Period
from reviews.core.models import ReviewStage, Rubric

Page = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("stages")
LEVELS = "Tingkat 1.\nTingkat 2.\nTingkat 3."


@pytest.fixture(autouse=True)
def part(period: Period) -> Section:
    """One text of the form, which criteria can judge."""
    step = Section.objects.create(guide=period.guide, key="tulisan", title="Rancang bangun")
    return Section.objects.create(guide=period.guide, parent=step, key="hasil", title="Hasil inovasi")


def sent(**changed: object) -> dict[str, object]:
    """The editor as it is shown for the rubric of these tests, with some fields changed."""
    data: dict[str, object] = {
        "kriteria-TOTAL_FORMS": 3,
        "kriteria-INITIAL_FORMS": 3,
        "alasan-levels": "1",
        "alasan-least": 3,
        "alasan-help": "",
    }
    for place, (name, weight) in enumerate((("Kebaruan", 5), ("Dampak", 3), ("Bukti", 2))):
        data |= {f"kriteria-{place}-name": name, f"kriteria-{place}-weight": weight, f"kriteria-{place}-levels": LEVELS}
    return data | {name.replace("_", "-"): value for name, value in changed.items()}


def post(page: Page, cast: SimpleNamespace, rubric: Rubric, **changed: object) -> HttpResponse:
    return page(cast.coordinator).post(reverse("reviews:rubric", args=[rubric.pk]), sent(**changed), follow=True)


def test_the_page_shows_what_is_stored(page: Page, cast: SimpleNamespace, rubric: Rubric) -> None:
    rubric.criteria.filter(key="dampak").update(
        sections=["hasil", "lampiran"], sentences={"1": ["Belum terukur sama sekali."], "tidak": ["Data tidak ada."]}
    )
    text = page(cast.coordinator).get(reverse("reviews:rubric", args=[rubric.pk])).content.decode()
    assert "Hasil inovasi" in text and "1: Belum terukur sama sekali.\nTDN: Data tidak ada." in text
    assert text.count("checked") == 2
    assert 'name="alasan-levels" value="1"' in text


def test_sections_sentences_and_reasons_are_stored(page: Page, cast: SimpleNamespace, rubric: Rubric) -> None:
    post(
        page, cast, rubric,
        kriteria_1_sections=["profil", "hasil"],
        kriteria_1_sentences="3: Dampaknya terukur jelas.\ntdn : Tidak ada data.\n3: Pemakainya banyak sekali.",
        alasan_levels="3, 1", alasan_least=2, alasan_help="Tunjuk bagian usulan.",
    )  # fmt: skip
    rubric.refresh_from_db()
    assert (rubric.justify_at, rubric.justify_min_words, rubric.justify_help) == ([1, 3], 2, "Tunjuk bagian usulan.")
    assert list(rubric.criteria.values_list("sections", "sentences")) == [
        ([], {}),
        (["profil", "hasil"], {
            "3": ["Dampaknya terukur jelas.", "Pemakainya banyak sekali."], "tidak": ["Tidak ada data."],
        }),
        ([], {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kriteria_0_sentences": "Tanpa tingkat di depan."}, "dengan tingkatnya dan titik dua"),
        ({"kriteria_0_sentences": "4: Kalimat yang cukup panjang."}, "Tingkat 4 tidak ada. Kriteria ini memiliki"),
        ({"kriteria_0_sentences": "1: Pendek sekali"}, "terlalu pendek. Alasan paling sedikit 3 kata."),
        ({"alasan_levels": "satu"}, "Tulis angka tingkatnya saja"),
        ({"alasan_levels": "1, 7"}, "Tingkat 7 tidak ada. Rubrik ini memiliki tingkat 1 sampai 3."),
        ({"alasan_least": ""}, "Isi paling sedikit berapa kata."),
        ({"kriteria_0_sections": ["lain"]}, "lain"),
    ],
)
def test_what_would_not_work_is_said_at_its_field_and_nothing_is_stored(
    page: Page, cast: SimpleNamespace, rubric: Rubric, changed: dict[str, object], sentence: str
) -> None:
    before = list(rubric.criteria.values())
    assert sentence in post(page, cast, rubric, **changed).content.decode()
    assert list(rubric.criteria.values()) == before


def test_once_scored_descriptions_change_in_place_and_rules_by_a_version_alone(
    page: Page, cast: SimpleNamespace, rubric: Rubric, stages: list[ReviewStage], proposal, give
) -> None:
    task = give(proposal, cast.reviewer, [3, 3, 3])
    post(page, cast, rubric, kriteria_0_sections=["hasil"], alasan_help="Tunjuk buktinya.")
    rubric.refresh_from_db()
    assert (Rubric.objects.count(), rubric.justify_help) == (1, "Tunjuk buktinya.")
    assert rubric.criteria.first().sections == ["hasil"]
    task.refresh_from_db()
    assert task.state == "done"

    refused = post(page, cast, rubric, kriteria_0_sections=["hasil"], alasan_levels="1, 3")
    assert "Tuliskan apa yang terjadi dengan nilai itu" in refused.content.decode()
    post(page, cast, rubric, kriteria_0_sections=["hasil"], alasan_levels="1, 3", note="Dinilai ulang.")
    newer = Rubric.objects.get(replaces=rubric)
    assert (newer.justify_at, newer.criteria.first().sections) == ([1, 3], ["hasil"])
    rubric.refresh_from_db()
    assert rubric.justify_at == [1]
