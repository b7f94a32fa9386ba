"""Writing the table of indicators: as cells without scripts, as one text with them; nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from proposals.writing.precheck import Light, measured
from proposals.writing.tablefield import EMPTY_ROWS
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
ROW = "Waktu tunggu | 120 | 35 | menit | laporan 2025"


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    ask()
    return factories.ready(of=cast.home)


def ask() -> None:
    guide = factories.guide()
    entry = {
        "key": "indicators",
        "group": "waktu",
        "label": "Indikator",
        "type": "table",
        "table": {"beside": "manfaat"},
    }
    guide.profile["fields"].append(entry)
    guide.save()


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:edit", args=[proposal.pk, "profil"]) + "?grup=waktu"


def cells(*rows: tuple[str, ...]) -> dict[str, Any]:
    return {"indicators": "", "indicators-dasar": "", "indicators-sel": [cell for row in rows for cell in row]}


def test_without_scripts_the_cells_are_stored_and_empty_rows_follow(proposal: Proposal, cast: Cast, signed_in) -> None:
    client = signed_in(cast.owner)
    sent = cells(("Waktu tunggu", "120", "35", "menit", "laporan 2025"), ("", "", "", "", ""))
    page = client.post(page_of(proposal), sent | {"simpan": "baris"}, follow=True).content.decode()
    assert Proposal.objects.get().indicators == ROW
    assert page.count('name="indicators-sel"') == 5 * (1 + EMPTY_ROWS)
    assert 'value="laporan 2025"' in page


def test_a_cell_that_is_no_figure_is_told_with_its_row_and_stays(proposal: Proposal, cast: Cast, signed_in) -> None:
    page = signed_in(cast.owner).post(page_of(proposal), cells(("Waktu", "lama sekali", "35", "", ""))).content.decode()
    assert "Baris 1, sebelum: “lama sekali” bukan angka." in page
    assert 'value="lama sekali"' in page
    assert Proposal.objects.get().indicators == ""


def test_it_is_saved_in_the_background_and_two_people_are_told_apart(proposal: Proposal, cast: Cast, signed_in) -> None:
    address, client = reverse("proposals:autosave", args=[proposal.pk, "profil"]), signed_in(cast.owner)
    saved = client.post(address, {"indicators": ROW, "indicators-dasar": ""}).json()["saved"]
    assert saved == {"indicators": ROW}
    other = client.post(address, {"indicators": "Warga | 1 | 2 | - | -", "indicators-dasar": ""})
    assert other.status_code == 409
    assert other.json()["conflicts"][0]["stored"] == ROW


def test_a_closed_desk_gives_the_whole_table_back(proposal: Proposal, cast: Cast, signed_in) -> None:
    factories.close(proposal.period)
    page = signed_in(cast.owner).post(page_of(proposal), cells(tuple(ROW.split(" | ")))).content.decode()
    assert ROW in page


def test_a_whole_row_is_what_the_coach_looks_for(proposal: Proposal, cast: Cast, signed_in) -> None:
    hint = {"title": "Angka", "example": "x", "source": "y", "figures": 2, "or_table": True}
    proposal.period.guide.sections.filter(key="manfaat").update(hints=[hint])
    client, address = signed_in(cast.owner), reverse("proposals:edit", args=[proposal.pk, "manfaat-hasil"])

    def found() -> list[int]:
        return [row["coach"].there for row in client.get(address).context["form"].rows()]

    assert found() == [0]
    Proposal.objects.update(indicators="Waktu tunggu | 120 | - | - | -")
    assert found() == [0]
    Proposal.objects.update(indicators=ROW)
    assert found() == [1]


def test_it_is_advised_where_the_guide_does_not_need_it(proposal: Proposal) -> None:
    found = measured(proposal)
    assert found and found.light is Light.AMBER and found.items[0][1].endswith("grup=waktu#id_indicators")
    proposal.indicators = "Waktu tunggu | 120 | - | - | -"
    assert (half := measured(proposal)) and half.light is Light.AMBER
    proposal.indicators = ROW
    assert (whole := measured(proposal)) and whole.light is Light.GREEN


def test_what_was_sent_is_read_beside_its_text_by_the_public(cast: Cast) -> None:
    ask()
    shown = factories.proposal(Status.ESTABLISHED, of=cast.home, indicators=ROW)
    page = Client().get(reverse("proposals:innovation", args=[shown.pk])).content.decode()
    assert page.count('<th scope="row">Waktu tunggu</th>') == 1
    assert "turun 71 %" in page
    assert SentProposal.objects.get().indicators == ROW
