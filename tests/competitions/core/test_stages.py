"""The order of the ministry's results, value by value, and the limits of a group."""

import pytest

from competitions.core.nominating import NominationRefused
from competitions.core.stages import PLACES, KippOutcome, KippStage, check_result, in_order, open_stages
from competitions.rules.kipprules import KippLimits, KippRules

A, P, V, F, B, W = KippStage
OK, NO, VOID = KippOutcome


def test_stages_open_one_after_the_other_and_two_are_alternatives():
    assert set(PLACES) == set(KippStage)
    assert open_stages({}) == [A]
    assert open_stages({A: OK}) == [P]
    assert open_stages({A: NO}) == []
    assert open_stages({A: OK, P: OK}) == [V, F]
    assert open_stages({A: OK, P: OK, V: OK}) == [F, B]
    assert open_stages({A: OK, P: OK, V: NO}) == [F]
    assert open_stages({A: OK, P: OK, V: NO, F: OK}) == [B]
    assert open_stages({A: OK, P: OK, F: OK, B: OK}) == [V, W]
    assert open_stages({A: VOID}) == []


def test_a_result_before_its_stage_is_refused_with_the_stage_that_is_missing():
    with pytest.raises(NominationRefused, match="“Penilaian proposal” dicatat setelah “Seleksi administrasi” lolos"):
        check_result("entered", {}, P, OK, corrects=False)
    with pytest.raises(NominationRefused, match="setelah “Presentasi dan wawancara” atau “Verifikasi lapangan"):
        check_result("entered", {A: OK, P: OK}, B, OK, corrects=False)
    check_result("entered", {A: OK}, P, NO, corrects=False)


@pytest.mark.parametrize("state", ["nominated", "prepared", "shortlisted", "withdrawn", "cancelled"])
def test_only_what_is_registered_has_results(state):
    with pytest.raises(NominationRefused, match="terdaftar di kementerian"):
        check_result(state, {}, A, OK, corrects=False)


def test_a_later_result_overwrites_none_and_a_correction_keeps_the_order():
    with pytest.raises(NominationRefused, match="tidak ditimpa"):
        check_result("entered", {A: OK}, A, NO, corrects=False)
    check_result("entered", {A: OK}, A, NO, corrects=True)
    check_result("entered", {A: OK}, A, VOID, corrects=True)
    for outcome in (NO, VOID):
        with pytest.raises(NominationRefused, match="Perbaiki hasil tahap sesudahnya"):
            check_result("entered", {A: OK, P: OK}, A, outcome, corrects=True)
    with pytest.raises(NominationRefused, match="dapat dibatalkan"):
        check_result("entered", {}, A, VOID, corrects=False)
    assert in_order({A: OK, P: OK, V: NO, F: OK, B: NO}) and not in_order({A: OK, P: OK, V: NO, B: NO})


def rules(**group: object) -> KippRules:
    row = {"key": "umum", "label": "Umum", "confidence": "verified"} | group
    return KippRules.model_validate({"groups": [row]})


def test_limits_of_a_group_win_and_what_it_does_not_name_is_the_editions():
    of_edition = KippLimits(24, 10)
    assert rules().limits_of("umum", of_edition) == of_edition
    assert rules(min_age_months=12).limits_of("umum", of_edition) == KippLimits(12, 10)
    assert rules(quota=None).limits_of("umum", of_edition) == KippLimits(24, None)
    assert rules(quota=5).limits_of("replikasi", of_edition) == of_edition


def test_papers_are_asked_by_what_the_entry_is():
    paper = {"label": "Surat", "types": ["pdf"], "max_mb": 2, "confidence": "transcribed"}
    asked = KippRules.model_validate({"attachments": [
        paper | {"key": "identitas", "required": True},
        paper | {"key": "sk", "required": False},
        paper | {"key": "spbe", "required": False, "required_when": {"innovation_type": ["digital"]}},
        paper | {"key": "replikasi", "required": False, "required_when": {"group": ["replikasi"]}},
    ]}).papers_asked  # fmt: skip
    assert [one.key for one in asked()] == ["identitas"]
    assert [one.key for one in asked(group="umum", innovation_type="digital")] == ["identitas", "spbe"]
    assert [one.key for one in asked(group="replikasi", innovation_type="")] == ["identitas", "replikasi"]


def test_the_usual_group_is_the_general_one_if_it_is_offered():
    assert rules().usual_group == "umum"
    assert rules(offered=False).usual_group == ""
    assert rules(key="replikasi").usual_group == "replikasi"
