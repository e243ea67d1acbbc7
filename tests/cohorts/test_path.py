"""The drawing of the path: pure geometry, checked against the hand-made reference and by properties."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cohorts.geometry import Side, cubic_at, split
from cohorts.path import Step, Tally, Walker, draw, draw_rising, draw_short

SIZES = (4, 4, 5, 4, 4, 4, 4, 4)
STEPS = [Step(number, f"Module {number}", f"/parcours/{number}/", size) for number, size in enumerate(SIZES, 1)]


def walker(side: Side, *finished: int, name: str = "Vous") -> Walker:
    done = [*finished, *[0] * (len(SIZES) - len(finished))]
    return Walker(name, name[0], side, tuple(Tally(count, size) for count, size in zip(done, SIZES, strict=True)))


AMINA = walker(Side.ME, 4, 4, 2)
BASTIEN = walker(Side.PARTNER, 4, 3, name="Bastien")


def test_the_wide_path_is_the_reference_drawing() -> None:
    path = draw(STEPS, [AMINA, BASTIEN])
    strands = {strand.side: strand.d for strand in path.walked}
    assert strands[Side.PARTNER] == "M12,104C57.7,134.7 103.3,143.3 149,94C183.2,61.5 217.5,51.5 251.8,71.6"
    assert strands[Side.ME] == "M12,104C57.7,66.7 103.3,51.3 149,94C194.7,142.7 240.3,151.3 286,102C304.3,79.1 322.5,65.7 340.8,60.5"
    assert path.shared == ("M12,104C57.7,66.7 103.3,51.3 149,94C103.3,143.3 57.7,134.7 12,104",)
    assert [(pin.x, pin.y) for pin in path.pins] == [("251.8", "71.6"), ("340.8", "60.5")]
    assert [node.is_done for node in path.nodes] == [True, True, *[False] * 7]
    assert path.nodes[4].lozenge == "M560,86.5l9.5,9.5 -9.5,9.5 -9.5,-9.5z"


def test_the_upright_path_is_the_reference_drawing() -> None:
    rows = draw(STEPS, [AMINA, BASTIEN]).rows
    assert [strand.d for strand in rows[1].walked] == [
        "M44,100C18.5,125 12.1,150 24.9,175",
        "M44,100C78,133.3 78,166.7 44,200",
    ]
    assert [(pin.x, pin.near) for pin in rows[1].pins] == [("24.9", "75%")]
    assert rows[0].ending == "Terminé à deux"
    assert [f"{name} : {tally.finished} sur {tally.total}" for name, tally in rows[2].counts] == [
        "Vous : 2 sur 5",
        "Bastien : 0 sur 5",
    ]
    assert [row.is_here for row in rows].index(True) == 2


def test_the_short_path_is_the_reference_drawing() -> None:
    path = draw_short([walker(Side.ME), walker(Side.PARTNER, 1, name="Bastien")], 8)
    assert path.walked[0].d == "M8,28C12.2,32.8 16.3,36.3 20.5,38.7"
    assert [(pin.x, pin.y) for pin in path.pins] == [("24", "40.4"), ("24", "15.6")]


def test_the_rising_path_is_the_reference_drawing() -> None:
    path = draw_rising(STEPS)
    assert path.shared[0] == "M12,430C57.7,391.3 103.3,370.7 149,416C103.3,470.7 57.7,459.3 12,430"
    assert path.walked[1].d.startswith("M12,430C57.7,391.3 103.3,370.7 149,416C194.7,458 240.3,456 286,392")
    assert not path.pins


def test_someone_alone_has_one_strand_and_no_reproach() -> None:
    path = draw(STEPS, [AMINA])
    assert {strand.side for strand in path.walked} == {Side.ME}
    assert len(path.ahead) == 1
    assert not path.shared
    assert path.rows[0].ending == "Terminé"


def test_a_trio_has_a_third_strand() -> None:
    path = draw(STEPS, [AMINA, BASTIEN, walker(Side.THIRD, 4, name="Chloé")])
    assert {strand.side for strand in path.walked} == {Side.ME, Side.PARTNER, Side.THIRD}
    assert path.rows[0].ending == "Terminé à trois"


def test_nobody_yet_shows_two_dotted_strands() -> None:
    path = draw(STEPS, [])
    assert len(path.ahead) == 2
    assert not path.walked
    assert not path.pins
    assert not any(node.is_done for node in path.nodes)


def test_a_module_without_lessons_is_neither_walked_nor_done() -> None:
    path = draw(STEPS[:1], [Walker("Vous", "V", Side.ME, (Tally(0, 0),))])
    assert not path.walked
    assert not path.rows[0].is_done


def test_a_module_begun_out_of_order_shows_as_a_piece_of_its_own() -> None:
    path = draw(STEPS, [walker(Side.ME, 1, 0, 5)])
    assert path.walked[0].d.count("M") == 2


counts = st.lists(st.integers(0, 5), min_size=1, max_size=12)


@given(counts)
def test_every_coordinate_stays_in_the_drawing(finished: list[int]) -> None:
    steps = [Step(number, "M", "", 5) for number in range(1, len(finished) + 1)]
    path = draw(steps, [Walker("Vous", "V", Side.ME, tuple(Tally(count, 5) for count in finished))])
    for d in [*path.ahead, *(strand.d for strand in path.walked)]:
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", d):
            assert 0 <= float(x) <= path.width
            assert 0 <= float(y) <= path.height
    assert len(path.nodes) == len(steps) + 1


@given(st.integers(0, 4))
def test_one_more_lesson_never_moves_the_pin_back(done: int) -> None:
    before = draw(STEPS, [walker(Side.ME, 4, 4, done)]).pins[0]
    after = draw(STEPS, [walker(Side.ME, 4, 4, done + 1)]).pins[0]
    assert float(after.x) >= float(before.x)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_cut_curve_is_the_same_curve(cut: float, t: float) -> None:
    curve = ((0.0, 0.0), (1.0, 3.0), (2.0, -3.0), (3.0, 0.0))
    x, y = cubic_at(split(curve, cut)[0], t)
    expected = cubic_at(curve, cut * t)
    assert abs(x - expected[0]) < 1e-9
    assert abs(y - expected[1]) < 1e-9
