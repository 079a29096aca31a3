"""A chart has all boxes and lines, no two boxes over each other, and who leads above."""

from hypothesis import given
from hypothesis import strategies as st

from liren.apps.bodies.rules.drawing import Edge, Node, draw

KEYS = "abcdefgh"
edges = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=16,
    unique=True,
)


@given(edges)
def test_boxes_never_lie_over_each_other(drawn: list[tuple[str, str]]) -> None:
    nodes = [Node(key) for key in KEYS]
    drawing = draw(nodes, [Edge(str(n), *pair) for n, pair in enumerate(drawn)])
    assert {box.key for box in drawing.boxes} == set(KEYS)
    assert {path.key for path in drawing.paths} == {str(n) for n in range(len(drawn))}
    for one in drawing.boxes:
        assert one.x >= 0
        assert one.x + one.width <= drawing.width
        assert one.y + one.height <= drawing.height
        for other in drawing.boxes:
            apart = (
                one.key == other.key
                or one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart, (one, other)


def test_who_leads_stands_above() -> None:
    drawing = draw(
        [Node("party"), Node("committee"), Node("station")],
        [
            Edge("1", "party", "committee"),
            Edge("2", "party", "station"),
            Edge("3", "committee", "station"),
        ],
    )
    tops = {box.key: box.y for box in drawing.boxes}
    assert tops["party"] < tops["committee"] < tops["station"]
    assert not any(path.turned for path in drawing.paths)


def test_a_circle_is_drawn_with_one_line_turned() -> None:
    drawing = draw([Node("a"), Node("b")], [Edge("1", "a", "b"), Edge("2", "b", "a")])
    assert [path.turned for path in drawing.paths] == [False, True]


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([], []).boxes == ()
