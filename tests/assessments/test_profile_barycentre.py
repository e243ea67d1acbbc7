"""Where a point lies: exact coordinates, whatever the amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.profile.activities import asked_today
from assessments.profile.barycentre import SQUARE, TRIANGLE, barycentre, draw, in_two_lines, weights_of_modes, weights_of_types

UNIT = ((0, 0), (4, 0), (4, 4), (0, 4))
NAMES = ("Dialogue territorial", "Expérimentations collectives", "Accompagnements", "Gestion d'un lieu")


@pytest.mark.parametrize(
    ("weights", "point"),
    [
        ((1, 0, 0, 0), (0, 0)),
        ((0, 0, 12, 0), (4, 4)),
        ((1, 1, 0, 0), (2, 0)),
        ((3, 3, 3, 3), (2, 2)),
        ((5, 0, 5, 0), (2, 2)),
        ((3, 1, 0, 0), (1, 0)),
        ((1, 2, 3, 2), (2.5, 2.5)),
        ((0, 0, 0, 0), None),
    ],
)
def test_the_point_is_the_mean_of_the_corners_weighed(weights: tuple[int, ...], point: tuple[float, float] | None) -> None:
    assert barycentre(weights, UNIT) == point


@pytest.mark.parametrize(
    ("weights", "point"), [((1, 0, 0), (160, 60)), ((0, 2, 2), (160, 250)), ((2, 1, 1), (160, 155)), ((0, 0, 0), None)]
)
def test_the_point_of_the_modes_lies_in_their_triangle(weights: tuple[int, ...], point: tuple[float, float] | None) -> None:
    assert barycentre(weights, TRIANGLE) == point


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(any), st.integers(1, 9))
def test_a_point_never_leaves_its_figure_and_keeps_its_place_when_all_grows(weights: list[int], times: int) -> None:
    found = barycentre(weights, SQUARE)
    assert found is not None
    assert 60 <= found[0] <= 260
    assert 60 <= found[1] <= 260
    assert barycentre([weight * times for weight in weights], SQUARE) == pytest.approx(found)


def test_a_type_weighs_the_sum_of_its_activities_and_a_mode_its_amount() -> None:
    asked = asked_today()
    amounts = {"dialogue-territorial-1": 3, "dialogue-territorial-4": 2, "gestion-d-un-lieu-2": 1, "unknown": 9}
    assert weights_of_types(asked, amounts) == [5, 0, 0, 1]
    assert weights_of_modes(asked, {"catalyse-territoriale": 3}) == [0, 0, 3]


def test_a_drawing_is_ready_for_its_attributes() -> None:
    drawing = draw(SQUARE, NAMES, [3, 1, 0, 0], [0, 0, 1, 1])
    assert (drawing.now, drawing.before) == (("110", "60"), ("160", "260"))
    assert drawing.outline == "60,60 260,60 260,260 60,260"
    assert [" ".join(line.text for line in corner.lines) for corner in drawing.corners] == [*NAMES[:3], "Gestion d’un lieu"]
    assert [corner.anchor for corner in drawing.corners] == ["start", "end", "end", "start"]
    empty = draw(SQUARE, NAMES, [0, 0, 0, 0], None)
    assert (empty.now, empty.before) == (None, None)


def test_names_stay_inside_the_drawing() -> None:
    drawing = draw(TRIANGLE, [one["title"] for one in asked_today()["modes"]["list"]], [1, 1, 1], None)
    for corner in drawing.corners:
        assert all(0 < float(line.y) < drawing.height for line in corner.lines)
        assert all(len(line.text) * 7.5 < 180 for line in corner.lines)


def test_a_name_stands_outside_the_figure() -> None:
    """Above an upper corner and below a lower one: inside, it would lie over the point it helps to read."""
    for shape in (TRIANGLE, SQUARE):
        drawing = draw(shape, ["Informer"] * len(shape), [1] * len(shape), None)
        assert [float(corner.lines[0].y) < y for corner, (_, y) in zip(drawing.corners, shape, strict=True)] == [
            y < max(other for _, other in shape) for _, y in shape
        ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Accompagnements", ("Accompagnements",)),
        ("Le management de projets transverses", ("Le management de", "projets transverses")),
        ("Gestion d’un lieu", ("Gestion", "d’un lieu")),
    ],
)
def test_a_name_stands_on_two_even_lines(name: str, lines: tuple[str, ...]) -> None:
    assert in_two_lines(name) == lines
