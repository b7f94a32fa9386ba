"""Changes one place of the code at a time and sees whether a test notices; `make mutants` does it for all of GROUPS.

mutmut makes the changes and runs the tests; here stands which tests belong to which modules, and two things it leaves
out by itself: functions under a decorator (most services are atomic) are changed too, and sentences for people are not,
because their wording is judged by readers. Prints a table; the survivors stand in full in mutants/survivors.txt.

    python scripts/mutants.py                     everything, an hour or two
    python scripts/mutants.py proposals/text      the groups whose modules begin so
    python scripts/mutants.py --again             only what survived the last time
    python scripts/mutants.py --every=5           a fair sample: every fifth mutant of each module
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import libcst as cst
from mutmut import __main__ as mutmut
from mutmut import configuration
from mutmut.configuration import Config
from mutmut.mutation import file_mutation, mutators
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils import file_utils


def _in(file: str, *tests: str) -> list[str]:
    return [f"{file}::test_{test}" for test in tests]


# The few tests that together see everything that a move asks for and writes.
MOVING = [
    *_in(
        "tests/proposals/core/test_moves.py",
        "establishing_keeps_the_number_of_the_decree",
        "a_proposal_advances_through_the_stages_and_not_beyond",
        "of_two_coordinators_the_slower_one_is_told",
        "markup_in_a_note_is_stored_as_plain_text",
        "the_round_counts_when_two_coordinators_advance_the_same_proposal",
        "decisions_made_or_taken_back_one_by_one_are_on_the_record[reopen-coaching]",
        "decisions_made_or_taken_back_one_by_one_are_on_the_record[reject-submitted]",
        "decisions_made_or_taken_back_one_by_one_are_on_the_record[accept-submitted]",
        "a_decision_of_the_past_is_put_on_the_record_with_its_own_date",
        "decisions_of_different_people_stand_under_their_own_names",
        "moves_of_every_kind_go_together_and_each_leaves_what_it_leaves_alone",
        "of_many_moves_those_that_are_allowed_can_be_carried_out_alone",
        "a_move_of_the_past_is_dated_everywhere_and_sends_no_mail",
    ),
    *_in(
        "tests/proposals/core/test_submitting.py",
        "submitting_gives_number_time_revision_event_inbox_and_mail",
        "a_second_submit_changes_nothing",
        "numbers_are_given_once_and_in_order",
        "each_year_counts_its_own_numbers",
        "a_refused_submission_uses_no_number",
        "the_number_stays_through_withdrawal_and_a_new_submission",
        "withdrawing_freezes_nothing_that_was_not_sent",
        "what_is_sent_again_begins_in_the_first_stage_again",
    ),
    *_in(
        "tests/proposals/core/test_periods.py",
        "after_the_closing_nobody_starts_writes_or_submits",
        "a_withdrawn_proposal_is_revived_only_while_the_period_is_open",
    ),
]
# Modules and the tests that should notice a change in them. The last ones write: they are run with the database.
GROUPS: dict[str, list[str]] = {
    "proposals/text/*.py": ["tests/proposals/text"],
    "proposals/core/workflow.py": ["tests/proposals/core/test_workflow.py"],
    "proposals/core/moving/numbering.py": ["tests/proposals/core/test_numbering.py"],
    "proposals/core/search/searching.py": ["tests/proposals/core/test_searching.py"],
    "proposals/filechecks/*.py": ["tests/proposals/filechecks"],
    "reviews/scoring/*.py": ["tests/reviews/scoring"],
    "reviews/assigning/planner.py": ["tests/reviews/assigning/test_planner.py"],
    "reviews/assigning/matching.py": ["tests/reviews/assigning/test_planner.py"],
    "dashboard/forecast/seasons.py": ["tests/dashboard/forecast"],
    "dashboard/forecast/predicting.py": ["tests/dashboard/forecast"],
    "competitions/core/nominating.py": ["tests/competitions/core/test_nominating.py"],
    "competitions/iga/candidates/rules.py": ["tests/competitions/iga/candidates/test_rules.py"],
    "proposals/writing/merging.py": ["tests/proposals/writing/test_merging.py"],
    "foundation/audit/chain.py": ["tests/foundation/audit/test_chain.py"],
    "foundation/audit/ledger.py": [
        "tests/foundation/audit/test_ledger.py",
        "tests/foundation/audit/test_verifying.py",
    ],
    "proposals/core/moving/moves.py": MOVING,
    "proposals/core/moving/effects.py": MOVING,
    "reviews/meeting/release/releasing.py": ["tests/reviews/meeting/release/test_releasing.py"],
    "reviews/scoring_desk/services.py": ["tests/reviews/scoring_desk"],
}
WORKERS = int(os.environ.get("WORKERS", "2"))
NOT_TRIED = status_by_exit_code[None]
COPIED = ["docs", "fixtures", "manage.py", "scripts", "static", "styles", "templates"]
TABLE = "{:44} {:>8} {:>8} {:>8} {:>9} {:>7}"


def make() -> None:
    """Writes all mutants of all groups, anew for the functions that have changed since."""
    configuration._config = _config([])
    Path("mutants").mkdir(exist_ok=True)
    file_utils.copy_src_dir()
    file_utils.copy_also_copy_files()
    mutmut.create_mutants(WORKERS)


def run(pattern: str, *, again: bool, every: int) -> None:
    """Tries each mutant of a group with its tests; `again`: only those that survived, `every`: only each n-th."""
    configuration._config = _config(GROUPS[pattern])
    names = [name for path in _paths(pattern) for name in _chosen(_results(path), again=again, every=every)]
    # Which tests reach which function is found out anew: kept from another group, it would void all results.
    Path("mutants/mutmut-stats.json").unlink(missing_ok=True)
    if names:
        mutmut._run(names, WORKERS)


def _chosen(results: Mapping[str, int | None], *, again: bool, every: int) -> list[str]:
    if again:
        return [name for name, code in results.items() if code is not None and not _is_killed(code)]
    return list(results)[::every]


def _paths(pattern: str) -> list[Path]:
    return [path for path in sorted(Path().glob(pattern)) if path.name != "__init__.py"]


def _results(path: Path) -> dict[str, int | None]:
    """The exit code of the tests for every mutant of a module; None where they have not been run."""
    data = SourceFileMutationData(path=path)
    data.load()
    return data.exit_code_by_key


def _is_killed(code: int | None) -> bool:
    return status_by_exit_code[code] in ("killed", "timeout")


def report(patterns: Iterable[str]) -> None:
    """Prints one line per module and writes what survived, with the change, into a file."""
    survivors, total = [], Counter[str]()
    _say(TABLE.format("module", "mutants", "tried", "killed", "survived", "killed"))
    configuration._config = _config([])
    for pattern in patterns:
        for path in _paths(pattern):
            results = _results(path)
            counts = Counter(status_by_exit_code[code] for code in results.values())
            total += counts
            _say(_line(str(path), counts))
            survivors += [
                f"{name} ({status_by_exit_code[results[name]]})\n{_change(name, path)}\n"
                for name in _chosen(results, again=True, every=1)
            ]
    _say(_line("all", total))
    Path("mutants/survivors.txt").write_text("\n".join(survivors), encoding="utf-8")


def _change(name: str, path: Path) -> str:
    try:
        return get_diff_for_mutant(name, path=path)
    except FileNotFoundError:
        return "(the module has changed since)"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _line(name: str, counts: Counter[str]) -> str:
    killed, everything = counts["killed"] + counts["timeout"], sum(counts.values())
    tried = everything - counts[NOT_TRIED]
    share = f"{100 * killed / tried:.1f} %" if tried else "-"
    return TABLE.format(name, everything, tried, killed, tried - killed, share)


def _config(tests: list[str]) -> Config:
    config = configuration._load_config()
    config.only_mutate = list(GROUPS)
    config.do_not_mutate = ["*/__init__.py"]
    config.also_copy += [Path(each) for each in COPIED]
    config.pytest_add_cli_args_test_selection = tests
    config.pytest_add_cli_args = [*("-m", "not browser"), *("-p", "no:cacheprovider"), "--hypothesis-profile=mutants"]
    return config


def _teach() -> None:
    """What mutmut leaves out by itself, and what it should leave out here."""
    skips, arranges = (
        file_mutation.MutationVisitor._skip_node_and_children,
        file_mutation.function_trampoline_arrangement,
    )

    def skip(visitor: Any, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            bare = node.with_changes(decorators=[])
            return bool(skips(visitor, bare))
        return bool(skips(visitor, node))

    def arrange(function: cst.FunctionDef, mutants: Any, class_name: str | None) -> Any:
        names = {each.decorator.value for each in function.decorators if isinstance(each.decorator, cst.Name)}
        if names & {"staticmethod", "classmethod"}:
            return arranges(function, mutants, class_name)
        declared, (trampoline, *copies), assigned, made = arranges(
            function.with_changes(decorators=[]), mutants, class_name
        )
        decorators = [*function.decorators, *cst.ensure_type(trampoline, cst.FunctionDef).decorators]
        decorated = trampoline.with_changes(decorators=decorators)
        return declared, [decorated, *copies], assigned, made

    def strings(node: cst.BaseString) -> Iterable[cst.BaseString]:
        if isinstance(node, cst.SimpleString) and " " not in node.value:
            yield from mutators.operator_string(node)

    file_mutation.MutationVisitor._skip_node_and_children = skip  # type: ignore[assignment, method-assign]  # teaching
    file_mutation.function_trampoline_arrangement = arrange
    own = [
        (kind, strings if change is mutators.operator_string else change)
        for kind, change in mutators.mutation_operators
    ]
    vars(file_mutation)["mutation_operators"] = own


def main(arguments: Sequence[str]) -> None:
    """Each group in a process of its own, because what the tests of one import would not be changed for the next."""
    again, starts = "--again" in arguments, [each.rstrip("/") for each in arguments if not each.startswith("--")]
    sample = next((each for each in arguments if each.startswith("--every=")), "--every=1")
    _teach()
    if "--make" in arguments:
        make()
    elif "--group" in arguments:
        run(starts[0], again=again, every=int(sample.partition("=")[2]))
    else:
        chosen = [each for each in GROUPS if not starts or each.startswith(tuple(starts))]
        for step in (["--make"], *(["--group", each, sample, *(["--again"] if again else [])] for each in chosen)):
            subprocess.run([sys.executable, __file__, *step], check=False)  # noqa: S603 - this program
        report(chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
