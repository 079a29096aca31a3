"""What is published never tells of few people, not even by subtraction."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as some

from liren.apps.people.rules.figures import Sum, age_group, age_name, hidden_cells, told

Cell = tuple[str, str]


def table(rows: list[list[int]]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """A table with its margins, and all its sums."""
    down, across = range(len(rows)), range(len(rows[0]))
    cells = {(str(i), str(j)): rows[i][j] for i in down for j in across}
    for i in down:
        cells[str(i), "all"] = sum(rows[i])
    for j in [*map(str, across), "all"]:
        cells["all", j] = sum(cells[str(i), j] for i in down)
    names, heads = [*map(str, down), "all"], [*map(str, across), "all"]
    sums = [Sum((one, "all"), tuple((one, j) for j in heads[:-1])) for one in names]
    sums += [Sum(("all", j), tuple((i, j) for i in names[:-1])) for j in heads]
    return cells, sums


def test_a_lonely_small_cell_takes_others_with_it() -> None:
    cells, sums = table([[2, 40, 30], [25, 60, 33], [41, 52, 38]])
    hidden = hidden_cells(cells, sums, 5)
    assert ("0", "0") in hidden
    assert len(hidden) == 4  # a square: the least that cannot be worked out
    assert ("all", "all") not in hidden


def test_large_figures_are_all_shown_and_zeros_too() -> None:
    cells, sums = table([[20, 0], [0, 60]])
    assert hidden_cells(cells, sums, 5) == frozenset()


def test_two_hidden_cells_that_hold_few_together_are_not_enough() -> None:
    cells, sums = table([[1, 1, 40], [30, 30, 30], [30, 30, 30]])
    hidden = hidden_cells(cells, sums, 5)
    row = [("0", one) for one in "012"]
    assert all(cell in hidden for cell in row)


tables = some.integers(2, 3).flatmap(
    lambda width: some.lists(
        some.lists(some.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=3
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_nothing_hidden_can_be_worked_out(rows: list[list[int]]) -> None:
    cells, sums = table(rows)
    hidden = hidden_cells(cells, sums, 4)
    assert all(key in hidden for key, number in cells.items() if 0 < number < 4)
    every = all(key in hidden for key in cells if cells[key])
    assert every or told(sums, set(hidden)) == set()


def test_a_cell_between_two_circles_is_told_and_found() -> None:
    """Each row and column hides two, and still one cell follows from all together."""
    hidden = {
        *itertools.product("01", "01"), *itertools.product("23", "23"), ("1", "2"),
    }  # fmt: skip
    _cells, sums = table([[9] * 4 for _row in range(4)])
    assert told(sums, hidden) == {("1", "2")}


def test_groups_of_ages() -> None:
    assert [age_group(one) for one in (0, 4, 5, 84, 85, 107, None)] == [0, 0, 5, 80, 85, 85, -1]
    assert [age_name(one) for one in (0, 60, 85)] == ["0–4", "60–64", "85+"]
