"""The drawing of the path: pure geometry, checked against the hand-made reference and by properties."""

import math
import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.geometry import Cubic, Curves, cubic_at, curves_of, split, spread, upright
from cohorts.path import Path, Side, Step, Tally, Walker, draw, draw_rising, draw_short, draw_thread
from cohorts.path.drawing import WIDE_SLOPE, WIDE_Y
from pages.templatetags.typography import of

SIZES = (4, 4, 5, 4, 4, 4, 4, 4)
STEPS = [Step(number, f"Module {number}", f"/parcours/{number}/", size) for number, size in enumerate(SIZES, 1)]

# The reference drawings, copied from the mocks.
WIDE_SHARED = "M12,104C57.7,66.7 103.3,51.3 149,94C103.3,143.3 57.7,134.7 12,104"
WIDE_AHEAD = (
    "M286,102C331.7,44.7 377.3,47.3 423,86C468.7,133.3 514.3,146.7 560,96C605.7,36.7 651.3,39.3 697,80C742.7,129.3 788.3,138.7 834,90C879.7,32.7 925.3,35.3 971,74C1016.7,120 1062.3,108 1108,80",
    "M149,94C194.7,50.7 240.3,47.3 286,102C331.7,148.7 377.3,135.3 423,86C468.7,45.3 514.3,38.7 560,96C605.7,144.7 651.3,131.3 697,80C742.7,37.3 788.3,34.7 834,90C879.7,136.7 925.3,123.3 971,74C1016.7,32 1062.3,48 1108,80",
)
WIDE_WALKED = {
    Side.PARTNER: "M12,104C57.7,134.7 103.3,143.3 149,94C183.2,61.5 217.5,51.5 251.8,71.6",
    Side.ME: "M12,104C57.7,66.7 103.3,51.3 149,94C194.7,142.7 240.3,151.3 286,102C304.3,79.1 322.5,65.7 340.8,60.5",
}
WIDE_NODES = [
    ("12", "104"),
    ("149", "94"),
    ("286", "102"),
    ("423", "86"),
    ("560", "96"),
    ("697", "80"),
    ("834", "90"),
    ("971", "74"),
    ("1108", "80"),
]
WIDE_NUMBERS = [
    ("80.5", "99"),
    ("217.5", "98"),
    ("354.5", "94"),
    ("491.5", "91"),
    ("628.5", "88"),
    ("765.5", "85"),
    ("902.5", "82"),
    ("1039.5", "77"),
]
RISING_WALKED = {
    Side.PARTNER: "M12,430C57.7,459.3 103.3,470.7 149,416C194.7,358 240.3,344 286,392C331.7,436 377.3,416 423,356C468.7,292 514.3,264 560,308C605.7,348.7 651.3,319.3 697,250C742.7,180 788.3,152 834,190C879.7,226 925.3,196 971,124C1016.7,52.7 1062.3,49.3 1108,60",
    Side.ME: "M12,430C57.7,391.3 103.3,370.7 149,416C194.7,458 240.3,456 286,392C331.7,324 377.3,320 423,356C468.7,388 514.3,384 560,308C605.7,228.7 651.3,219.3 697,250C742.7,280 788.3,268 834,190C879.7,110 925.3,96 971,124C1016.7,152.7 1062.3,113.3 1108,60",
}
RISING_SHARED = (
    "M12,430C57.7,391.3 103.3,370.7 149,416C103.3,470.7 57.7,459.3 12,430",
    "M149,416C194.7,458 240.3,456 286,392C240.3,344 194.7,358 149,416",
    "M286,392C331.7,324 377.3,320 423,356C377.3,416 331.7,436 286,392",
    "M423,356C468.7,388 514.3,384 560,308C514.3,264 468.7,292 423,356",
    "M560,308C605.7,228.7 651.3,219.3 697,250C651.3,319.3 605.7,348.7 560,308",
    "M697,250C742.7,280 788.3,268 834,190C788.3,152 742.7,180 697,250",
    "M834,190C879.7,110 925.3,96 971,124C925.3,196 879.7,226 834,190",
    "M971,124C1016.7,152.7 1062.3,113.3 1108,60C1062.3,49.3 1016.7,52.7 971,124",
)
SHORT_AHEAD = (
    "M8,28C24.7,9 41.3,9 58,28C74.7,47 91.3,47 108,28C124.7,9 141.3,9 158,28C174.7,47 191.3,47 208,28C224.7,9 241.3,9 258,28C274.7,47 291.3,47 308,28C324.7,9 341.3,9 358,28C374.7,47 391.3,47 408,28",
    "M8,28C24.7,47 41.3,47 58,28C74.7,9 91.3,9 108,28C124.7,47 141.3,47 158,28C174.7,9 191.3,9 208,28C224.7,47 241.3,47 258,28C274.7,9 291.3,9 308,28C324.7,47 341.3,47 358,28C374.7,9 391.3,9 408,28",
)


def walker(side: Side, *finished: int, name: str = "Vous") -> Walker:
    done = [*finished, *[0] * (len(SIZES) - len(finished))]
    return Walker(name, name[0], side, tuple(Tally(count, size) for count, size in zip(done, SIZES, strict=True)))


def wide_curves(modules: int) -> Curves:
    slopes = [max(slope, 46 if modules < 5 else 0) for slope in spread(WIDE_SLOPE, modules)]
    return curves_of(12, 1096 / modules, spread(WIDE_Y, modules), slopes)


def points_of(d: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", d)]


def at_x(curve: Cubic, x: float) -> tuple[float, float]:
    """The point of a strand at a length: lengths are linear in t."""
    return cubic_at(curve, (x - curve[0][0]) / (curve[3][0] - curve[0][0]))


def html_of(path: Path) -> str:
    return render_to_string("components/path.html", {"path": path})


AMINA = walker(Side.ME, 4, 4, 2)
BASTIEN = walker(Side.PARTNER, 4, 3, name="Bastien")
CHLOE = walker(Side.THIRD, 4, name="Chloé")


def test_the_wide_path_is_the_reference_drawing() -> None:
    path = draw(STEPS, [AMINA, BASTIEN])
    assert path.view_box == "0 0 1120 158"
    assert path.shared == (WIDE_SHARED,)
    assert path.ahead == WIDE_AHEAD
    assert {strand.side: strand.d for strand in path.walked} == WIDE_WALKED
    assert path.walked[-1].side is Side.ME
    assert [(node.x, node.y) for node in path.nodes] == WIDE_NODES
    assert [index for index, node in enumerate(path.nodes) if node.lozenge] == [0, 4, 8]
    assert path.nodes[4].lozenge == "M560,86.5l9.5,9.5 -9.5,9.5 -9.5,-9.5z"
    assert [node.is_done for node in path.nodes] == [True, True, *[False] * 7]
    assert [(num.x, num.y) for num in path.numbers] == WIDE_NUMBERS
    assert [num.text for num in path.numbers if num.is_here] == ["3"]
    assert [num.text for num in path.numbers if num.is_done] == ["1"]
    assert [(pin.initial, pin.x, pin.y) for pin in path.pins] == [("B", "251.8", "71.6"), ("V", "340.8", "60.5")]


def test_the_upright_path_is_the_reference_drawing() -> None:
    rows = draw(STEPS, [AMINA, BASTIEN]).rows
    assert [row.loop.view_box for row in rows] == [f"0 {top} 88 100" for top in range(0, 800, 100)]
    assert rows[0].loop.shared == "M44,0C10,33.3 10,66.7 44,100C78,66.7 78,33.3 44,0"
    assert [strand.d for strand in rows[0].loop.walked] == ["M44,0C78,33.3 78,66.7 44,100", "M44,0C10,33.3 10,66.7 44,100"]
    assert rows[1].loop.ahead == ("M44,100C10,133.3 10,166.7 44,200",)
    assert [strand.d for strand in rows[1].loop.walked] == ["M44,100C18.5,125 12.1,150 24.9,175", "M44,100C78,133.3 78,166.7 44,200"]
    assert rows[2].loop.ahead == ("M44,200C78,233.3 78,266.7 44,300", "M44,200C10,233.3 10,266.7 44,300")
    assert [strand.d for strand in rows[2].loop.walked] == ["M44,200C30.4,213.3 22.2,226.7 19.5,240"]
    assert rows[7].loop.ahead == ("M44,700C10,733.3 10,766.7 44,800", "M44,700C78,733.3 78,766.7 44,800")
    assert [(pin.x, pin.near) for pin in rows[1].pins] == [("24.9", "75%")]
    assert [(pin.x, pin.near) for pin in rows[2].pins] == [("19.5", "40%")]
    assert [row.starts_with_lozenge for row in rows].index(True, 1) == 4
    assert [index for index, row in enumerate(rows) if row.ends_with_lozenge] == [3, 7]
    assert {row.number_x for row in rows} == {"44"}


def test_the_short_path_is_the_reference_drawing() -> None:
    path = draw_short([walker(Side.ME), walker(Side.PARTNER, 1, name="Bastien")], 8)
    assert path.view_box == "0 0 416 56"
    assert path.ahead == SHORT_AHEAD
    assert [strand.d for strand in path.walked] == ["M8,28C12.2,32.8 16.3,36.3 20.5,38.7"]
    assert path.nodes[0].lozenge == "M8,21l7,7 -7,7 -7,-7z"
    assert [node.is_done for node in path.nodes] == [True, *[False] * 8]
    assert [(pin.x, pin.y) for pin in path.pins] == [("24", "40.4"), ("24", "15.6")]


def test_the_rising_path_is_the_reference_drawing() -> None:
    path = draw_rising(STEPS)
    assert path.view_box == "0 0 1120 480"
    assert path.shared == RISING_SHARED
    assert {strand.side: strand.d for strand in path.walked} == RISING_WALKED
    assert not path.ahead
    assert not path.pins
    assert not any(row.is_here or row.ending or row.counts or row.pins for row in path.rows)


def test_a_cell_of_the_matrix_is_the_reference_drawing() -> None:
    first, second, third = (draw_thread([AMINA, BASTIEN], index) for index in range(3))
    assert first.shared == "M0,15C21.3,0 42.7,0 64,15C42.7,30 21.3,30 0,15"
    assert second.view_box == "64 0 64 30"
    assert second.ahead == ("M64,15C85.3,0 106.7,0 128,15",)
    assert [strand.d for strand in second.walked] == ["M64,15C80,3.8 96,0.9 112,6.6", "M64,15C85.3,30 106.7,30 128,15"]
    assert third.ahead == ("M128,15C149.3,30 170.7,30 192,15", "M128,15C149.3,0 170.7,0 192,15")
    assert [strand.d for strand in third.walked] == ["M128,15C136.5,9 145.1,5.4 153.6,4.2"]


def test_a_row_says_in_words_what_the_drawing_shows() -> None:
    html = html_of(draw(STEPS, [AMINA, BASTIEN])).replace("&nbsp;", " ").replace("\u00a0", " ")
    rows = [re.sub(r"(?s)<svg.*</svg>|<[^>]+>", "|", row) for row in html.split("<li")[1:9]]
    said = [[text for text in row.split("|")[1:] if text.strip()] for row in rows]
    assert said[0][:3] == ["Module 1 : ", "Module 1", "Terminé à deux"]
    assert said[1][:4] == ["Module 2 : ", "Module 2", "Vous : 4 sur 4", "Bastien : 3 sur 4"]
    assert said[2][:4] == ["Module 3 : ", "Module 3", "Vous : 2 sur 5", "Bastien : 0 sur 5"]
    assert said[3][:3] == ["Module 4 : ", "Module 4", "4 leçons"]
    assert re.findall(r'(?s)<li aria-current="step">.*?Module (\d)', html) == ["3"]
    drawings = re.findall(r"<svg [^>]*(?:class=|viewBox=\"0 0 32)[^>]*>", html)
    assert all('aria-hidden="true" focusable="false"' in drawing for drawing in drawings)


def test_names_are_text_and_never_markup() -> None:
    steps = [Step(1, "<b>Lien</b> & co-construction", "/?a=1&b=2", 1, note="ouvre le 4 mai"), Step(2, "Sans page", "", 0)]
    html = html_of(draw(steps, [Walker("<i>Zoé", "<", Side.PARTNER, (Tally(0, 1), Tally(0, 0)))]))
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'href="/?a=1&amp;b=2"' in html
    assert "<span>ouvre le 4 mai</span>" in html
    assert '<span class="name">' in html
    assert "1\u00a0leçon<" in html
    assert "0\u00a0leçon" not in html


def test_someone_alone_has_one_strand_and_no_reproach() -> None:
    path = draw(STEPS, [AMINA])
    assert {strand.side for strand in path.walked} == {Side.ME}
    assert len(path.ahead) == 1
    assert not path.shared
    assert path.rows[0].ending == "Terminé"
    assert path.nodes[2].is_done
    assert "Celui" not in html_of(path)


def test_a_trio_has_a_third_strand_with_a_square_pin() -> None:
    path = draw(STEPS, [AMINA, BASTIEN, CHLOE])
    assert {strand.side for strand in path.walked} == {Side.ME, Side.PARTNER, Side.THIRD}
    assert path.rows[0].ending == "Terminé à trois"
    assert path.shared == (WIDE_SHARED,)
    assert {strand.side: strand.d for strand in path.walked}.items() >= WIDE_WALKED.items()
    assert html_of(path).count('<rect class="pin"') == 2


def test_nobody_yet_shows_two_dotted_strands() -> None:
    path = draw(STEPS, [])
    assert len(path.ahead) == 2
    assert not path.walked
    assert not path.pins
    assert not any(node.is_done for node in path.nodes)
    assert "aria-current" not in html_of(path)
    assert 'class="key"' not in html_of(path)


def test_the_ground_is_tinted_only_where_everyone_has_finished() -> None:
    assert len(draw(STEPS, [walker(Side.ME, 4, 4), walker(Side.PARTNER, 4, 4)]).shared) == 2
    assert len(draw(STEPS, [walker(Side.ME, 4, 4), walker(Side.PARTNER, 4, 4), CHLOE]).shared) == 1


def test_a_partner_with_another_number_of_lessons_is_measured_by_her_own() -> None:
    pair = [Walker("Vous", "V", Side.ME, (Tally(3, 3),)), Walker("Inès", "I", Side.PARTNER, (Tally(3, 4),))]
    path = draw(STEPS[:1], pair)
    assert not path.shared
    assert [tally.total for _, tally in path.rows[0].counts] == [3, 4]


def test_a_walker_who_finished_everything_stands_before_the_last_meeting_point() -> None:
    path = draw(STEPS, [walker(Side.ME, *SIZES), walker(Side.PARTNER, *SIZES, name="Bastien")])
    assert not path.ahead
    assert {pin.x for pin in path.pins} == {"1083.3"}
    assert all(node.is_done for node in path.nodes)


def test_more_lessons_finished_than_published_never_draws_beyond() -> None:
    beyond = Walker("Vous", "V", Side.ME, tuple(Tally(size + 3, size) for size in SIZES))
    assert draw(STEPS, [beyond]).walked == draw(STEPS, [walker(Side.ME, *SIZES)]).walked


def test_a_module_without_lessons_is_neither_walked_nor_done() -> None:
    path = draw(STEPS[:1], [Walker("Vous", "V", Side.ME, (Tally(0, 0),))])
    assert not path.walked
    assert not path.rows[0].is_done
    assert not path.nodes[1].is_done
    assert not path.rows[0].counts


def test_a_module_without_lessons_holds_nobody_back() -> None:
    path = draw(STEPS[:4], [Walker("Vous", "V", Side.ME, (Tally(4, 4), Tally(0, 0), Tally(4, 4), Tally(1, 4)))])
    assert [row.is_here for row in path.rows] == [False, False, False, True]
    assert [node.is_done for node in path.nodes] == [True, True, True, True, False]


def test_who_read_all_that_is_published_waits_where_the_path_goes_on() -> None:
    waiting = Walker("Vous", "V", Side.ME, (Tally(4, 4), Tally(4, 4), Tally(0, 0), Tally(0, 0)))
    assert waiting.here == 2


def test_a_module_begun_out_of_order_shows_as_a_piece_of_its_own() -> None:
    path = draw(STEPS, [walker(Side.ME, 1, 0, 5)])
    assert path.walked[0].d.count("M") == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bastien", "de Bastien"),
        ("Inès", "d’Inès"),
        ("Élodie", "d’Élodie"),
        ("Hugo", "d’Hugo"),
        ("Yves", "d’Yves"),
        ("Yasmine", "de Yasmine"),
        ("", "de "),
    ],
)
def test_whose_path_it_is_elides_as_french_does(name: str, said: str) -> None:
    assert of(name) == said


sizes = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6)), min_size=1, max_size=12)
groups = st.sampled_from([(), (Side.ME,), (Side.ME, Side.PARTNER), tuple(Side)])


@st.composite
def journeys(draw_from: st.DrawFn) -> tuple[list[Step], list[Walker]]:
    """Some modules, some of them empty, and the people on them, wherever they are."""
    modules = draw_from(st.integers(1, 12))
    counts = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6)), min_size=modules, max_size=modules)
    walkers = [Walker(side.name, side.name[0], side, tuple(Tally(*pair) for pair in draw_from(counts))) for side in draw_from(groups)]
    return [Step(number, "M", "", 5) for number in range(1, modules + 1)], walkers


@given(journeys())
@settings(deadline=None)
def test_every_coordinate_stays_in_the_drawing(journey: tuple[list[Step], list[Walker]]) -> None:
    steps, walkers = journey
    for path, radius in ((draw(steps, walkers), 14), (draw_short(walkers, len(steps)), 6), (draw_rising(steps), 0)):
        assert len(path.nodes) == len(steps) + 1
        for d in [*path.ahead, *path.shared, *(strand.d for strand in path.walked)]:
            for x, y in points_of(d):
                assert 8 <= x <= path.width - 8
                assert 2 <= y <= path.height - 2  # handles stand further out than the curve
        for pin in path.pins:
            assert radius <= float(pin.x) <= path.width - radius
            assert radius <= float(pin.y) <= path.height - radius


@given(journeys())
@settings(deadline=None)
def test_every_pin_stands_on_its_own_strand_clear_of_the_meeting_points(journey: tuple[list[Step], list[Walker]]) -> None:
    steps, walkers = journey
    curves = wide_curves(len(steps))
    width = 1096 / len(steps)
    people = {walker.side: walker for walker in walkers}
    path = draw(steps, walkers)
    assert [pin.side for pin in path.pins] == [side for side in (Side.PARTNER, Side.THIRD, Side.ME) if side in people]
    for pin in path.pins:
        here = people[pin.side].here
        x, y = float(pin.x), float(pin.y)
        assert math.dist((x, y), at_x(curves(pin.side, here), x)) < 0.3  # coordinates are rounded to a tenth
        assert 0.179 <= (x - 12) / width - here <= 0.821
        if pin.side is not Side.THIRD:
            share = min(max(people[pin.side].tallies[here].share, 0.18), 0.82)
            assert math.isclose(x, 12 + (here + share) * width, abs_tol=0.06)


@given(journeys())
@settings(deadline=None)
def test_no_pin_of_the_upright_path_touches_a_meeting_point(journey: tuple[list[Step], list[Walker]]) -> None:
    """A pin is 13 wide from its middle, a lozenge 9."""
    for index, row in enumerate(draw(*journey).rows):
        for pin in row.pins:
            place = float(pin.x), float(pin.y)
            assert min(math.dist(place, (44, y)) for y in (index * 100, index * 100 + 100)) >= 13 + 9


@given(st.integers(1, 12), st.data())
@settings(deadline=None)
def test_what_is_walked_starts_at_the_first_meeting_point_and_ends_under_the_pin(modules: int, data: st.DataObject) -> None:
    here = data.draw(st.integers(0, modules - 1))
    done = data.draw(st.integers(2, 8))
    tallies = (*[Tally(5, 5)] * here, Tally(done, 10), *[Tally(0, 5)] * (modules - here - 1))
    path = draw([Step(number, "M", "", 5) for number in range(1, modules + 1)], [Walker("Vous", "V", Side.ME, tallies)])
    assert path.walked[0].d.count("M") == 1
    points = points_of(path.walked[0].d)
    assert points[0] == (float(path.nodes[0].x), float(path.nodes[0].y))
    assert points[-1] == (float(path.pins[0].x), float(path.pins[0].y))
    assert all(before[0] < after[0] for before, after in pairwise(points))
    assert points[-1][0] < float(path.nodes[-1].x)


@given(st.lists(st.integers(0, 33), min_size=2, max_size=3), st.sampled_from([3, 5, 8, 12]))
@settings(deadline=None)
def test_pins_never_hide_each_other(finished: list[int], modules: int) -> None:
    people = [
        Walker(side.name, side.name[0], side, tuple(Tally(min(max(total - 4 * index, 0), 4), 4) for index in range(modules)))
        for side, total in zip(Side, finished, strict=False)
    ]
    steps = [Step(number, "M", "", 4) for number in range(1, modules + 1)]
    for pins, apart in ((draw(steps, people).pins, 25), (draw_short(people, modules).pins, 12)):
        for index, pin in enumerate(pins):
            for other in pins[index + 1 :]:
                assert math.dist((float(pin.x), float(pin.y)), (float(other.x), float(other.y))) >= apart


@given(sizes, st.data())
@settings(deadline=None)
def test_one_more_lesson_never_moves_the_pin_back(counts: list[tuple[int, int]], data: st.DataObject) -> None:
    tallies = [Tally(min(done, total), total) for done, total in counts]
    open_ones = [index for index, tally in enumerate(tallies) if tally.finished < tally.total]
    if not open_ones:
        return
    index = data.draw(st.sampled_from(open_ones))
    later = [*tallies[:index], Tally(tallies[index].finished + 1, tallies[index].total), *tallies[index + 1 :]]
    steps = [Step(number, "M", "", 5) for number in range(1, len(counts) + 1)]
    before, after = (draw(steps, [Walker("Vous", "V", Side.ME, tuple(who))]).pins[0] for who in (tallies, later))
    assert float(after.x) >= float(before.x)


@given(st.integers(0, 11), st.sampled_from(Side), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_cut_curve_is_the_same_curve(index: int, side: Side, cut: float, t: float) -> None:
    for curves in (wide_curves(12), upright()):
        curve = curves(side, index)
        first, second = split(curve, cut)
        assert math.dist(cubic_at(first, t), cubic_at(curve, cut * t)) < 1e-9
        assert math.dist(cubic_at(second, t), cubic_at(curve, cut + (1 - cut) * t)) < 1e-9


def test_a_lozenge_follows_the_positionnement_that_was_sent_not_the_lessons() -> None:
    behind = {"before": frozenset[int](), "entry": frozenset({0}), "both": frozenset({0, 1})}
    whole = tuple(Tally(4, 4) for _ in STEPS)
    mine = {name: Walker("Vous", "V", Side.ME, whole, sent) for name, sent in behind.items()}
    theirs = Walker("Bastien", "B", Side.PARTNER, whole, behind["entry"])
    places = (0, 4, 8)
    assert [draw(STEPS, [mine["before"], theirs]).nodes[place].is_done for place in places] == [False, False, False]
    assert [draw(STEPS, [mine["entry"], theirs]).nodes[place].is_done for place in places] == [True, False, False]
    assert [draw_short([mine["both"]], 8).nodes[place].is_done for place in places] == [True, True, False]
    path = draw(STEPS, [mine["both"]])
    assert [row.start_is_done for row in path.rows] == [True] * 8  # what is no lozenge follows the lessons
    assert [row.end_is_done for row in path.rows] == [*[True] * 7, False]
