"""Who signs on a day: the rule written in agencies/officials/picking.py."""

import datetime

import pytest

from agencies.officials.offices import Office, OfficialStanding
from agencies.officials.picking import holder_of, signatory, signatory_of
from foundation.city import city
from foundation.papers.official.signatures import Family, Signatory, signature_lines
from foundation.papers.official.signatures import Standing as OnPaper
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date


def names(office: Office, *days: datetime.date, **more) -> list[str]:
    found = (signatory(office, day, **more) for day in days)
    return [one.name if one else "" for one in found]


def test_the_holder_signs_from_the_first_day_to_the_last_and_nobody_outside():
    factories.official(1, since=DAY(2026, 1, 5), until=DAY(2026, 3, 31))
    days = DAY(2026, 1, 4), DAY(2026, 1, 5), DAY(2026, 3, 31), DAY(2026, 4, 1)
    assert names(Office.REGION_HEAD, *days) == ["", "Pejabat 1", "Pejabat 1", ""]


def test_a_daily_deputy_signs_while_the_holder_is_away_and_then_the_holder_again():
    factories.official(1)
    factories.official(2, standing=OfficialStanding.PLH, since=DAY(2026, 3, 3), until=DAY(2026, 3, 7))
    days = DAY(2026, 3, 2), DAY(2026, 3, 3), DAY(2026, 3, 7), DAY(2026, 3, 8)
    assert names(Office.REGION_HEAD, *days) == ["Pejabat 1", "Pejabat 2", "Pejabat 2", "Pejabat 1"]


def test_a_new_holder_signs_although_nobody_ended_the_one_who_acted_before():
    factories.official(1, standing=OfficialStanding.PLT, since=DAY(2026, 1, 1))
    factories.official(2, since=DAY(2026, 4, 1))
    assert names(Office.REGION_HEAD, DAY(2026, 3, 31), DAY(2026, 4, 1)) == ["Pejabat 1", "Pejabat 2"]


def test_of_two_from_the_same_day_the_acting_one_signs():
    for number, standing in enumerate(OfficialStanding):
        factories.official(number, standing=standing, since=DAY(2026, 1, 1))
    assert names(Office.REGION_HEAD, DAY(2026, 1, 1)) == ["Pejabat 2"]  # Plh.


def test_a_mistaken_record_signs_nothing():
    factories.official(1, mistaken=True)
    assert names(Office.REGION_HEAD, DAY(2026, 1, 1)) == [""]


def test_each_agency_and_each_title_has_its_own():
    for number in (1, 2):
        factories.official(number, office=Office.AGENCY_HEAD, agency=factories.agency(number))
        factories.official(number + 2, office=Office.OTHER, title=f"Rektor {number}")
    day = DAY(2026, 1, 1)
    assert names(Office.AGENCY_HEAD, day, agency=factories.agency(2)) == ["Pejabat 2"]
    assert names(Office.OTHER, day, title="rektor 2") == ["Pejabat 4"]
    assert names(Office.AGENCY_HEAD, day, agency=factories.agency(3)) == [""]


def test_the_roles_of_the_city_lead_to_their_records():
    running = factories.agency(1, code=city().office.agency_code)
    factories.official(1)
    factories.official(2, office=Office.SECRETARY)
    factories.official(3, office=Office.AGENCY_HEAD, agency=running)
    found = {role.key: holder_of(role, DAY(2026, 1, 1)) for role in city().signatories}
    assert {key: one.name for key, one in found.items() if one} == {
        "wali_kota": "Pejabat 1",
        "sekretaris_daerah": "Pejabat 2",
        "kepala_bapperida": "Pejabat 3",
    }


def test_a_record_becomes_the_block_of_a_paper():
    agency = factories.agency(official_name="Dinas Kesehatan")
    one = factories.official(
        office=Office.AGENCY_HEAD, agency=agency, standing=OfficialStanding.PLT, nip="197802112006041009", grade="IV/a"
    )
    block = signature_lines(one.signatory, Family.LETTER)
    assert block.lines == (
        "Plt. KEPALA DINAS KESEHATAN,", "Dr. Pejabat 1, S.T., M.Si.", "Pembina (IV/a)", "NIP 19780211 200604 1 009",
    )  # fmt: skip


def test_whoever_has_an_account_signs_by_the_record_of_that_day_or_by_the_account():
    person = factories.leader(full_name="Budi", position="Asisten")
    factories.official(1, account=person, office=Office.SECRETARY, standing=OfficialStanding.PLT, since=DAY(2026, 2, 1))
    factories.official(2, account=person, office=Office.DEPUTY, since=DAY(2026, 1, 1))
    said = [(one.name, one.office) for one in (signatory_of(person, DAY(2026, month, 15)) for month in (1, 2))]
    assert said == [("Pejabat 2", "Wakil Wali Kota Pangkalpinang")] * 2
    without = Signatory("Asisten", OnPaper.DEFINITIVE, "", "Budi", "", "", "", "")
    assert signatory_of(person, DAY(2025, 12, 31)) == without
