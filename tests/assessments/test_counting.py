"""Each rule of the cohort's figures by itself, then the closing of a moment: once, whoever closes, and for good."""

import csv
import html
import io
import threading
from collections.abc import Mapping
from random import Random
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from assessments.counting import drawing, figures
from assessments.counting.actions import close_moment, publications
from assessments.counting.figures import Cell, Crowd, Told, publish
from assessments.counting.gathering import closed_moments
from assessments.enums import ConsentKind, Counted, Moment
from assessments.framework import actions as framework
from assessments.models import Consent, MomentOpening, Publication, SelfAssessment
from cohorts.models import Cohort, Enrolment, Seat
from tests.assessments.making import current_version, enrolment_of, make_assessment, open_moment
from tests.conftest import person, signed_in

TAB = "/cohortes/pionniers/positionnements/"
MOMENTS = list(Moment)


class Draw(Random):
    """A draw that a test decides: which side a small middle joins; the order stays as it is."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side

    def random(self) -> float:
        return 0.0 if self.side == "first" else 0.9

    def shuffle(self, x: Any) -> None:
        pass


def crowd(*bands: int, first: int = 1, kind: str = "state", read: set[int] | None = None, hidden: set[int] | None = None) -> Crowd:
    """So many people in each band, numbered on; trainers read nobody unless told."""
    values = {}
    for band, people in enumerate(bands):
        for _ in range(people):
            values[first + len(values)] = band
    everyone = frozenset(values)
    return Crowd(kind, {"x": values}, frozenset(read or ()), frozenset(everyone - (read or set()) if hidden is None else hidden))


def cell(of: Crowd, *, circles: list[set[int]] | None = None, earlier: list[Told] | None = None, side: str = "first") -> Cell:
    known = [frozenset(one) for one in circles or []]
    return publish(of, codes=["x"], circles=known, earlier=earlier or [], rng=Draw(side))["x"]


def sizes(found: Cell) -> list[tuple[tuple[int, int], int]]:
    return list(found.bands)


def test_under_five_nothing_is_shown() -> None:
    assert cell(crowd(2, 1, 1)) == Cell()
    assert len(cell(crowd(2, 2, 1)).members) == 5


def test_an_indicator_that_no_earlier_publication_asked_is_published_as_a_first_one() -> None:
    first = cell(crowd(6, 6, 6))
    assert first.members
    assert cell(crowd(6, 6, 6), earlier=[Told(crowd(6, 6, 5), {"y": first})]) == first


def test_non_concerned_is_not_in_the_base_and_is_never_a_zero() -> None:
    levels: dict[int, Mapping[str, int | None]] = {one: {"x": 4} for one in range(8)} | {8: {"x": None}, 9: {"x": None}}
    assert set(figures.state_bands(levels)["x"]) == set(range(8))
    assert set(figures.change_bands(levels, {8: {"x": 5}, 1: {"x": 5}, 2: {"x": 4}, 3: {"x": 1}})["x"].items()) == {(1, 2), (2, 1), (3, 0)}


@pytest.mark.parametrize(
    ("bands", "side", "shown"),
    [
        ((3, 3, 3), "first", [((0, 0), 3), ((1, 1), 3), ((2, 2), 3)]),
        ((2, 5, 4), "first", [((0, 1), 7), ((2, 2), 4)]),
        ((2, 5, 4), "last", [((0, 1), 7), ((2, 2), 4)]),
        ((4, 5, 2), "first", [((0, 0), 4), ((1, 2), 7)]),
        ((4, 5, 0), "last", [((0, 0), 4), ((1, 2), 5)]),  # an empty band is a small one
        ((4, 2, 4), "first", [((0, 1), 6), ((2, 2), 4)]),
        ((4, 2, 4), "last", [((0, 0), 4), ((1, 2), 6)]),
        ((2, 5, 2), "first", []),
        ((9, 0, 0), "first", []),
        ((2, 2, 2), "first", []),
    ],
)
def test_a_small_band_joins_its_neighbour_and_one_band_alone_is_not_shown(bands: tuple[int, ...], side: str, shown: list[Any]) -> None:
    found = cell(crowd(*bands), side=side)
    assert sizes(found) == shown
    assert len(found.members) == sum(bands)


def test_a_shown_band_always_holds_somebody_whom_no_reader_knows() -> None:
    assert len(cell(crowd(3, 3, 3), circles=[{1, 2}]).bands) == 3  # a pair
    assert len(cell(crowd(3, 3, 3), circles=[{1, 2, 3}]).bands) == 0  # a trio: four in each
    assert len(cell(crowd(4, 4, 4), circles=[{1, 2, 3}]).bands) == 3
    assert len(cell(crowd(4, 4, 4), circles=[{1, 2, 3, 4}]).bands) == 0  # partners that changed
    assert len(cell(crowd(3, 3, 3), circles=[{90, 1, 2, 3}]).bands) == 0  # somebody who is not counted knows three who are


def test_trainers_who_read_almost_everyone_are_told_of_nobody_else() -> None:
    some = crowd(5, 5, 5)
    everyone = set(range(1, 16))
    assert len(cell(Crowd("state", some.values, frozenset(everyone), frozenset())).bands) == 3
    few = {1, 2, 6, 11}
    found = cell(Crowd("state", some.values, frozenset(everyone - few), frozenset(few)))
    assert found.members == everyone - few  # left out of the whole publication: the base alone would tell of them
    five = {1, 2, 6, 7, 11}
    found = cell(Crowd("state", some.values, frozenset(everyone - five), frozenset(five)))
    assert len(found.bands) == 3
    one_side = {1, 2, 3, 4, 5}
    assert not cell(Crowd("state", some.values, frozenset(everyone - one_side), frozenset(one_side))).bands
    half = Crowd("change", some.values, frozenset(everyone - five), frozenset(five - {11}))  # of 11, one of two moments is shown
    assert cell(half).members == everyone - five


def told(of: Crowd, *members: int) -> Told:
    kept = of.without(of.people - set(members)) if members else of
    return Told(of, {"x": Cell(kept.people, cell(kept).bands)})


def test_two_publications_are_about_the_same_people_or_differ_by_five() -> None:
    before = told(crowd(6, 6, 6))
    same = cell(crowd(6, 6, 6), earlier=[before])
    assert same.members == before.cells["x"].members
    one_more = cell(crowd(6, 6, 7), earlier=[before])  # 19, of whom 18 were counted: the eighteen again
    assert one_more.members == before.cells["x"].members
    one_less = cell(crowd(6, 6, 5), earlier=[before])  # 17 of the 18: some are left out at random
    assert len(one_less.members ^ before.cells["x"].members) >= 5
    assert len(one_less.members) >= 5
    assert cell(crowd(2, 2, 1), earlier=[told(crowd(2, 2, 2))]) == Cell()  # five of six: nothing


def test_who_is_left_out_is_drawn_and_the_same_draw_leaves_out_the_same() -> None:
    before, now = told(crowd(8, 8, 8)), crowd(8, 8, 7)
    drawn = [publish(now, codes=["x"], circles=[], earlier=[before], rng=Random(seed))["x"] for seed in (1, 1, 2, 3)]  # noqa: S311
    assert drawn[0] == drawn[1]
    assert len({one.members for one in drawn}) == 3


def test_one_table_minus_another_does_not_place_the_people_in_whom_they_differ() -> None:
    """Nobody moved, and five of the last band did not send again: without them, the rest would say where they stood."""
    before = told(crowd(8, 8, 8))
    values = {one: band for one, band in before.crowd.values["x"].items() if one < 20}
    now = Crowd("state", {"x": values}, frozenset(), frozenset(values))
    found = cell(now, earlier=[before])
    gone = [sum(band == place for one, band in before.crowd.values["x"].items() if one not in found.members) for place in range(3)]
    assert not found.bands or sum(people > 0 for people in gone) > 1
    assert found.members < frozenset(values)


def test_whoever_had_her_answers_erased_still_subtracts_them() -> None:
    """Four newcomers in her own band, and she is gone from the table: what is left once she takes herself out would be the four of them."""
    old = {1: 0, 2: 0, 3: 0, 4: 0, 5: 2, 6: 2, 7: 2, 8: 2}
    now = {one: band for one, band in old.items() if one != 1} | dict.fromkeys((11, 12, 13, 14), 0)
    shown = Cell(frozenset(old), (((0, 1), 4), ((2, 2), 4)))
    for values in (old, {one: band for one, band in old.items() if one != 1}):  # her answers as they were; erased
        earlier = [Told(Crowd("state", {"x": values}, frozenset(), frozenset(values)), {"x": shown})]
        crowd = Crowd("state", {"x": now}, frozenset(), frozenset(now))
        for seed in range(12):
            rng, circles = Random(seed), [frozenset({one}) for one in (*old, *now)]  # noqa: S311
            found = publish(crowd, codes=["x"], circles=circles, earlier=earlier, rng=rng)["x"]
            assert found.members < frozenset(now) or [span for span, _ in found.bands] != [(0, 1), (2, 2)]


def test_trainers_subtract_all_whom_they_read_before_their_answers_were_erased() -> None:
    """Five newcomers who showed trainers nothing; the five whom trainers had read are gone, more than any circle holds."""
    read = {1: 0, 2: 1, 3: 2, 4: 2, 5: 2}
    hidden = {6: 0, 7: 0, 8: 0, 9: 1, 10: 1, 11: 1, 12: 2}
    shown = Cell(frozenset(read | hidden), (((0, 0), 4), ((1, 1), 4), ((2, 2), 4)))
    now = hidden | dict.fromkeys(range(13, 18), 2)
    crowd = Crowd("state", {"x": now}, frozenset(), frozenset(now))
    for earlier in (Crowd("state", {"x": read | hidden}, frozenset(read), frozenset(hidden)), Crowd("state", {"x": hidden})):
        for seed in range(12):
            told, circles = [Told(earlier, {"x": shown})], [frozenset({one}) for one in now]
            found = publish(crowd, codes=["x"], circles=circles, earlier=told, rng=Random(seed))["x"]  # noqa: S311
            assert found.members < frozenset(now) or not found.bands


def test_large_circles_of_whom_many_had_their_answers_erased_hold_up_nobody() -> None:
    """Ten people gone, and circles of twenty: whoever closed the moment waited for minutes, and the cohort with her."""
    rng, codes = Random(1), [f"x{rank}" for rank in range(5)]  # noqa: S311
    before = {code: {one: rng.randrange(3) for one in range(100)} for code in codes}
    circles = [frozenset({one, *rng.sample(range(100), 19)}) for one in range(100)]
    everybody = Crowd("state", before, frozenset(), frozenset(range(100)))
    cells = publish(everybody, codes=codes, circles=[], earlier=[], rng=rng)
    left = everybody.without(range(10))
    newcomers = {one: rng.randrange(3) for one in range(100, 106)}
    now = Crowd("state", {code: left.values[code] | newcomers for code in codes}, frozenset(), left.hidden | newcomers.keys())
    began = process_time()
    publish(now, codes=codes, circles=circles, earlier=[Told(left, cells)], rng=rng)
    assert process_time() - began < 4


def test_what_is_shown_holds_no_average_and_nothing_beyond_its_groups() -> None:
    asked = [{"slug": "dia", "order": 1, "title": "Dialogue", "indicators": [("x", "Connaître")]}]
    told_now = figures.shown(asked, "change", {"x": cell(crowd(3, 1, 4, kind="change"))})
    assert told_now == [
        {
            "slug": "dia",
            "order": 1,
            "title": "Dialogue",
            "indicators": [
                {
                    "code": "x",
                    "title": "Connaître",
                    "base": 8,
                    "bands": [
                        {"label": "Regard plus exigeant ou même niveau", "bands": [0, 1], "holds": ["lower", "same"], "people": 4},
                        {"label": "Niveau plus haut", "bands": [2, 2], "holds": ["higher"], "people": 4},
                    ],
                }
            ],
        }
    ]
    again = figures.told_again(told_now, {"x": list(range(1, 9))}, crowd(3, 1, 4, kind="change"))
    assert again.cells == {"x": cell(crowd(3, 1, 4, kind="change"))}


@pytest.mark.parametrize("span", list(figures.LABELS["state"]))
def test_a_file_says_of_each_group_the_levels_that_its_name_says(span: tuple[int, int]) -> None:
    told_now = figures.shown(
        [{"slug": "dia", "order": 1, "title": "Dialogue", "indicators": [("x", "Connaître")]}],
        "state",
        {"x": Cell(frozenset(range(5)), ((span, 5),))},
    )
    group = told_now[0]["indicators"][0]["bands"][0]
    named = [int(sign) for sign in group["label"] if sign.isdecimal()]
    assert group["holds"] == list(range(named[0], named[-1] + 1))


@pytest.mark.parametrize("people", [[9], [5, 10], [4, 4, 7], [1, 30, 3]])
def test_the_groups_of_a_strip_and_the_gaps_between_them_fill_it(people: list[int]) -> None:
    looks = list(drawing.LOOKS)
    pieces = drawing.strip([{"bands": look, "people": one} for look, one in zip(looks, people, strict=False)])
    ends = [float(piece.x) + float(piece.width) for piece in pieces]
    assert ends[-1] == pytest.approx(drawing.WIDTH, abs=0.2)
    gaps = [float(after.x) - end for after, end in zip(pieces[1:], ends[:-1], strict=True)]
    assert gaps == pytest.approx([drawing.GAP] * (len(people) - 1), abs=0.2)


# In the database.


def everyone(cohort: Cohort) -> list[Enrolment]:
    return list(cohort.enrolments.order_by("pk"))


def close(cohort: Cohort, moment: Moment) -> list[Publication]:
    return close_moment(opening=open_moment(cohort, moment), by=person("denis"), rng=Random(4))  # noqa: S311


def levels(number: int) -> int:
    return (1, 3, 5)[number % 3]


@pytest.mark.django_db
def test_the_latest_that_was_sent_by_then_counts_if_its_author_agrees(pionniers: Cohort) -> None:
    people = everyone(pionniers)
    for number, one in enumerate(people[:14]):
        make_assessment(one, levels=levels(number))
    make_assessment(people[14], counted=False)
    make_assessment(people[15], submitted=False)
    make_assessment(people[0], number=2, counted=False)  # her latest word
    make_assessment(people[1], number=2, levels=1)
    Enrolment.objects.filter(pk=people[2].pk).update(left_on=timezone.localdate())
    made = close(pionniers, Moment.ENTRY)
    assert [(one.kind, one.moment) for one in made] == [(Counted.STATE, Moment.ENTRY)]
    assert made[0].members["dia-1"] == [one.pk for one in people[1:14]]
    shown = made[0].figures["competencies"][0]["indicators"][0]
    assert (shown["base"], [band["people"] for band in shown["bands"]]) == (13, [5, 4, 4])


@pytest.mark.django_db
def test_what_is_sent_after_the_closing_moves_no_figure_now_nor_later(pionniers: Cohort) -> None:
    people = everyone(pionniers)
    for number, one in enumerate(people[:15]):
        make_assessment(one, levels=levels(number))
    close(pionniers, Moment.ENTRY)
    before = list(Publication.objects.values())
    make_assessment(people[0], number=2, levels=5)
    make_assessment(people[20], levels=5)
    assert close(pionniers, Moment.ENTRY)[0].pk == before[0]["id"]
    assert list(Publication.objects.values()) == before
    for one in (*people[:15], people[20]):
        make_assessment(one, Moment.EXIT, levels=5)
    change = close(pionniers, Moment.EXIT)[1]
    assert (change.kind, change.since) == (Counted.CHANGE, Moment.ENTRY)
    assert people[20].pk not in change.members["dia-1"]
    bands = change.figures["competencies"][0]["indicators"][0]["bands"]
    assert [band["people"] for band in bands] == [5, 10]  # people[0] went from 1 to 5, not from 5 to 5


@pytest.mark.django_db
def test_an_entry_that_closes_last_publishes_what_changed_to_each_later_moment(pionniers: Cohort) -> None:
    for number, one in enumerate(everyone(pionniers)[:12]):
        for moment in (Moment.ENTRY, Moment.MIDWAY, Moment.LATER):
            make_assessment(one, moment, levels=levels(number))
    assert [one.kind for one in close(pionniers, Moment.LATER)] == [Counted.STATE]
    close(pionniers, Moment.MIDWAY)
    made = close(pionniers, Moment.ENTRY)
    assert [(one.kind, one.moment) for one in made] == [
        (Counted.STATE, Moment.ENTRY),
        (Counted.CHANGE, Moment.MIDWAY),
        (Counted.CHANGE, Moment.LATER),
    ]


@pytest.mark.django_db
def test_what_another_cohort_has_closed_publishes_nothing_here(pionniers: Cohort) -> None:
    """Its entry is closed and this one's is not: what has changed here since the entry is not told yet."""
    other = Cohort.objects.exclude(pk=pionniers.pk).filter(enrolments__isnull=False).first()
    assert other is not None
    for number, one in enumerate(everyone(pionniers)[:12]):
        for moment in (Moment.ENTRY, Moment.MIDWAY):
            make_assessment(one, moment, levels=levels(number))
    close(other, Moment.ENTRY)
    made = close(pionniers, Moment.MIDWAY)
    assert [(one.kind, one.moment) for one in made] == [(Counted.STATE, Moment.MIDWAY)]
    assert open_moment(pionniers).closed_at is None


@pytest.mark.django_db
def test_a_moment_without_a_version_asks_what_its_own_people_answered(pionniers: Cohort, farid: User) -> None:
    people, first = everyone(pionniers)[:6], current_version()
    for one in people:
        make_assessment(one, version=first)
    framework.publish(version=framework.new_draft(), by=farid)
    for one in people:
        make_assessment(one, Moment.MIDWAY)
    assert close(pionniers, Moment.MIDWAY)[0].version != first
    entry = open_moment(pionniers, version=None)
    assert close_moment(opening=entry, by=person("denis"), rng=Random(4))[0].version == first  # noqa: S311


@pytest.mark.django_db
def test_words_that_were_exchanged_and_taken_back_are_still_known(pionniers: Cohort) -> None:
    people = everyone(pionniers)
    for number, one in enumerate(people[:9]):
        make_assessment(one, levels=levels(number))
    for giver, receiver in ((people[0], people[3]), (people[3], people[0])):
        Consent.objects.create(
            kind=ConsentKind.RECIPROCAL, moment=Moment.ENTRY, giver=giver, receiver=receiver, withdrawn_at=timezone.now()
        )
    made = close(pionniers, Moment.ENTRY)
    assert made[0].figures["competencies"][0]["indicators"][0]["base"] == 9
    assert made[0].figures["competencies"][0]["indicators"][0]["bands"] == []  # three in each band; one reader knows three


@pytest.mark.django_db
def test_a_trainer_who_learns_here_too_knows_what_her_partner_may_have_shown(pionniers: Cohort) -> None:
    people = everyone(pionniers)
    for number, one in enumerate(people):
        make_assessment(one, levels=levels(number), for_trainers=number > 5)
    pionniers.trainers.add(people[0].user)
    partner = Seat.objects.current().exclude(enrolment=people[0]).get(binome__seats__enrolment=people[0]).enrolment
    made = close(pionniers, Moment.ENTRY)
    hidden = [one.pk for one in people[1:6] if one != partner]
    assert len(hidden) < 5
    assert not set(hidden) & set(made[0].members["dia-1"])


@pytest.mark.django_db
def test_a_moment_to_which_nobody_answered_closes_on_nothing(pionniers: Cohort, desk: Client) -> None:
    made = close(pionniers, Moment.ENTRY)
    assert all(not people for people in made[0].members.values())
    page = desk.get(f"{TAB}chiffres/").content.decode()
    assert page.count("Moins de cinq réponses comparables") >= 19
    nobody_began = open_moment(pionniers, Moment.MIDWAY, version=None)  # as its dates leave it: the first who begins fixes the version
    assert close_moment(opening=nobody_began, by=person("denis"))[0].version == current_version()


@pytest.mark.django_db
def test_whoever_closes_is_told_why_five_answers_may_show_nothing(pionniers: Cohort, desk: Client) -> None:
    """All five are counted, two of them show nothing to the trainers: three remain. Closing is for good, so it says so before."""
    opening = open_moment(pionniers)
    for number, one in enumerate(everyone(pionniers)[:5]):
        make_assessment(one, levels=levels(number), for_trainers=number < 3)
    why = "Quand une à quatre personnes ne montrent pas leurs réponses aux formatrices et formateurs, ces réponses sont laissées de côté"
    assert why in desk.get(f"{TAB}entree/clore/").content.decode()
    close_moment(opening=opening, by=person("denis"))
    page = desk.get(f"{TAB}chiffres/").content.decode()
    assert page.count("Moins de cinq réponses comparables") >= 19
    assert why in page


@pytest.mark.django_db
def test_whoever_closes_is_told_that_five_answers_show_no_group(pionniers: Cohort, desk: Client) -> None:
    """All five are counted and shown to the trainers: two groups of three would need six. Closing is for good, so it says so before."""
    opening = open_moment(pionniers)
    for number, one in enumerate(everyone(pionniers)[:5]):
        make_assessment(one, levels=levels(number), for_trainers=True)
    before = desk.get(f"{TAB}entree/clore/").content.decode()
    assert "s’il n’en reste qu’un, seul le nombre de réponses est montré&nbsp;: c’est toujours le cas avec cinq réponses" in before
    close_moment(opening=opening, by=person("denis"))
    page = desk.get(f"{TAB}chiffres/").content.decode()
    assert page.count("La répartition n’est pas montrée") >= 19
    assert "s’il n’en reste qu’un, seul le nombre de réponses est montré" in page


@pytest.mark.django_db
def test_no_figure_is_said_to_be_frozen_before_a_moment_is_closed() -> None:
    page = signed_in("elise").get("/cohortes/voisins/positionnements/chiffres/").content.decode()
    assert "Les chiffres paraîtront ici quand un moment sera clos." in page
    assert "figés" not in page


def test_two_trainers_who_close_at_once_make_one_publication(own_database: None) -> None:
    cohort = Cohort.objects.get(slug="pionniers")
    for number, one in enumerate(everyone(cohort)[:12]):
        for moment in MOMENTS[:2]:
            make_assessment(one, moment, levels=levels(number))
    openings = [open_moment(cohort, moment) for moment in MOMENTS[:2]]
    trainers, start, faults = [person("denis"), person("gaelle")], threading.Barrier(8), []

    def run(number: int) -> None:
        try:
            start.wait(20)
            close_moment(opening=openings[number // 2 % 2], by=trainers[number % 2])
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert sorted(Publication.objects.values_list("kind", "moment")) == [
        (Counted.CHANGE, Moment.MIDWAY),
        (Counted.STATE, Moment.ENTRY),
        (Counted.STATE, Moment.MIDWAY),
    ]
    assert MomentOpening.objects.exclude(closed_at=None).count() == 2


@pytest.fixture
def closed(pionniers: Cohort) -> Cohort:
    """Eighteen people at the entry and at the exit, both closed."""
    for number, one in enumerate(everyone(pionniers)[:18]):
        make_assessment(one, levels=levels(number), mark="SECRET")
        make_assessment(one, Moment.EXIT, levels=min(5, levels(number) + number % 2), mark="SECRET")
    close(pionniers, Moment.ENTRY)
    close(pionniers, Moment.EXIT)
    return pionniers


@pytest.mark.django_db
def test_the_file_holds_the_figures_of_the_screen_and_so_do_its_people(desk: Client, closed: Cohort) -> None:
    page = desk.get(f"{TAB}chiffres/").content.decode()
    rows = list(csv.reader(io.StringIO(desk.get(f"{TAB}chiffres.csv").content.decode("utf-8-sig")), delimiter=";"))[1:]
    asked = [
        (indicator["title"], band["label"], str(band["people"]))
        for one in Publication.objects.all()
        for competency in one.figures["competencies"]
        for indicator in competency["indicators"]
        for band in indicator["bands"]
    ]
    assert asked
    assert sorted((row[1], row[5], row[6]) for row in rows if row[6]) == sorted(asked)
    own = signed_in("amina").get("/competences/cohorte/").content.decode()
    for told_there in (page, own):
        flat = html.unescape(told_there).replace("\xa0", " ")
        assert sum(flat.count(f"{label} : <strong>") for label in {label for _, label, _ in asked}) == len(asked)
        assert "SECRET" not in told_there
        assert "%" not in told_there.split("<main")[1].replace('%"', "")  # percentages of the drawing only
    for extension in ("xlsx", "ods"):
        assert desk.get(f"{TAB}chiffres.{extension}").status_code == 200
    assert desk.get(f"{TAB}chiffres.pdf").status_code == 404


@pytest.mark.django_db
def test_another_cohort_reads_nothing_of_it(closed: Cohort) -> None:
    assert signed_in("elise").get(f"{TAB}chiffres/").status_code == 404
    assert signed_in("amina").get(f"{TAB}chiffres/").status_code == 404
    page = signed_in("chloe").get("/competences/cohorte/").content.decode()
    assert "Niveaux 1 et 2" not in page
    assert "quand un moment sera clos" in page


@pytest.mark.django_db
def test_whoever_has_withdrawn_still_reads_what_is_told_of_her_cohort(closed: Cohort) -> None:
    Enrolment.objects.filter(pk=enrolment_of("amina").pk).update(left_on=timezone.localdate())
    assert "Niveau 3" in signed_in("amina").get("/competences/cohorte/").content.decode().replace("\xa0", " ")


@pytest.mark.django_db
def test_closing_and_reading_cost_the_same_with_1_and_6_people(pionniers: Cohort, desk: Client, denis: User) -> None:
    """Closing reads in eight queries at most: the cohort, locked; its moments; publications, snapshots, ratings, seats, consents,
    framework. The screen: session, account, cohort, people, pairs, publications, levels, and the notices of the menu."""
    seen = []
    for count, moment in ((1, Moment.ENTRY), (6, Moment.MIDWAY)):
        for one in everyone(pionniers)[:count]:
            make_assessment(one, moment)
        opening = open_moment(pionniers, moment)
        with CaptureQueriesContext(connection) as reading:
            at = {**closed_moments([opening]), moment: timezone.now()}
            publications(opening=opening, cohort=pionniers, closed_at=at, by=denis, rng=Random(1))  # noqa: S311
            read = len(reading)
        close(pionniers, moment)
        desk.get(f"{TAB}chiffres/")
        with CaptureQueriesContext(connection) as screen:
            desk.get(f"{TAB}chiffres/")
        seen.append((read, len(screen)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 6
    assert seen[0][1] <= 8, [query["sql"][:80] for query in screen.captured_queries]


@pytest.mark.django_db
def test_a_snapshot_keeps_who_reads_it_out_of_what_is_frozen(closed: Cohort) -> None:
    """Showing one's answers later changes no figure; it is what remains, and the screen of consent says so."""
    before = list(Publication.objects.values("figures"))
    SelfAssessment.objects.update(for_trainers=True)
    close(closed, Moment.EXIT)
    assert list(Publication.objects.values("figures")) == before
