"""The demonstration’s self-assessments: invented people, invented situations, each marked as such. Running it again changes nothing."""

import random
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.counting.actions import close_moment
from assessments.enums import ConsentKind, Moment
from assessments.framework.models import FrameworkVersion, Indicator
from assessments.models import Consent, Goal, MomentOpening, Rating, SelfAssessment
from cohorts.models import Cohort, Enrolment

MARK = "(démonstration)"

# One situation and one effect an indicator; the territory's name goes before each.
SAID = {
    "dia-1": ("lecture croisée des chiffres de la mission locale et de six entretiens.", "Deux élus ont demandé la suite."),
    "dia-2": ("présentation d’un constat au conseil de développement.", "Une association a apporté ses propres chiffres."),
    "dia-3": ("soirée entre commerçants, habitants et mairie, à la médiathèque.", "Une deuxième date a été fixée."),
    "dia-4": ("récit d’une alliance voisine à deux responsables d’entreprise.", "L’un d’eux veut rencontrer l’association."),
    "dia-5": ("présentation de mon rôle au début d’une réunion tendue.", "Chacun a parlé à son tour."),
    "rel-1": ("carte des acteurs de la mobilité, tenue à deux.", "Trois noms que nous ne connaissions pas."),
    "rel-2": ("entretien avec une directrice de collège, à l’aide du questionnaire.", "Elle a relu et complété ses mots."),
    "rel-3": ("mise en relation d’un garage solidaire et d’un bailleur.", "Un premier rendez-vous tenu."),
    "rel-4": ("lettre mensuelle aux acteurs du quartier.", "Quatre réponses, dont une correction."),
    "rel-5": ("appel à rejoindre la démarche, écrit à plusieurs mains.", "Cinq engagements précis."),
    "exp-1": ("atelier « enjeu partagé » avec des personnes concernées.", "L’enjeu tient en une phrase."),
    "exp-2": ("animation d’une table de l’atelier de solutions.", "Une solution à essayer a été retenue."),
    "exp-3": ("compte rendu et relances du comité de suivi.", "Les décisions sont connues de chacun."),
    "exp-4": ("questionnaire court à la fin de l’essai.", "Deux changements dans l’organisation."),
    "acc-1": ("lecture d’un partenariat avec la grille des relations.", "Les deux parties ont nommé ce qu’elles attendent."),
    "acc-2": ("relecture d’une convention entre une association et une PME.", "Un essai de trois mois est signé."),
    "acc-3": ("fiche de suivi d’un partenariat.", "Une échéance oubliée a été reprise."),
    "acc-4": ("explication de la méthode d’entretien à une collègue.", "Elle a mené le suivant."),
    "acc-5": ("description d’une pratique pour un territoire voisin.", "Pas encore d’effet visible."),
}


def load() -> None:
    """Opens the moments of both cohorts and lets most people answer: the entry is over for the pioneers, their midway point has begun."""
    version = FrameworkVersion.objects.published().first()
    pioneers, neighbours = (Cohort.objects.filter(slug=slug).first() for slug in ("pionniers", "voisins"))
    if version is None or pioneers is None or neighbours is None or MomentOpening.objects.filter(cohort=pioneers).exists():
        return
    today = timezone.localdate()
    with transaction.atomic():
        _open(pioneers, Moment.ENTRY, today - timedelta(days=88), today - timedelta(days=60), version)
        _open(pioneers, Moment.MIDWAY, today - timedelta(days=4), today + timedelta(days=24), version)
        _open(neighbours, Moment.ENTRY, today - timedelta(days=18), today + timedelta(days=17), version)
        answer(pioneers, Moment.ENTRY, days=80, version=version, absent={"Lina", "Théo"})
        answer(pioneers, Moment.MIDWAY, days=2, version=version, only={"Sarah", "Yanis", "Inès", "Hugo"}, rise=1)
        answer(neighbours, Moment.ENTRY, days=10, version=version, absent={"Chloé", "Fabrice"})
        _plan(pioneers)
        trainer = pioneers.trainers.order_by("pk").first()
        if trainer is not None:
            entry = MomentOpening.objects.get(cohort=pioneers, moment=Moment.ENTRY)
            close_moment(opening=entry, by=trainer, rng=random.Random(7))  # noqa: S311 - an invented cohort


def _open(cohort: Cohort, moment: Moment, first: date, last: date, version: FrameworkVersion) -> None:
    MomentOpening.objects.create(cohort=cohort, moment=moment, opens_on=first, closes_on=last, version=version, told_at=timezone.now())


def answer(
    cohort: Cohort,
    moment: Moment,
    *,
    days: int,
    version: FrameworkVersion,
    absent: Collection[str] = (),
    only: Collection[str] = (),
    rise: int = 0,
) -> None:
    """Lets the people of a cohort take stock so many days ago: each about her own invented situations, always the same."""
    at = timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=days), time(18, 30)))
    indicators = list(Indicator.objects.filter(version=version).order_by("sort_order"))
    people = Enrolment.objects.filter(cohort=cohort).select_related("user", "territory").order_by("pk")
    chosen = [one for one in people if one.user.first_name not in absent and (not only or one.user.first_name in only)]
    made = SelfAssessment.objects.bulk_create(
        SelfAssessment(enrolment=one, moment=moment, version=version, started_at=at, saved_at=at) for one in chosen
    )
    rows = []
    for assessment in made:
        one = assessment.enrolment
        place = str(one.territory) if MARK in str(one.territory) else f"{one.territory} {MARK}"
        draw = random.Random(one.user.email)  # noqa: S311 - invented data, not a secret
        for indicator in indicators:
            level = min(draw.choice((1, 1, 2, 2, 2, 3, 3, 4)) + rise * draw.choice((0, 1, 1, -1)), 5)
            level = max(level, 1)
            concerned = draw.random() > (0.08 if not indicator.code.startswith("acc") else 0.3)
            situation, effect = SAID[indicator.code]
            rows.append(
                Rating(
                    assessment=assessment,
                    indicator=indicator,
                    level=level if concerned else None,
                    not_concerned=not concerned,
                    situation=f"{place} : {situation}" if concerned else "",
                    situated_on=at.date() - timedelta(days=draw.randint(10, 200)) if concerned else None,
                    effect=effect if concerned else "",
                )
            )
    Rating.objects.bulk_create(rows, batch_size=500)
    shown = [one.pk for index, one in enumerate(made) if index % 4 == 0]
    SelfAssessment.objects.filter(pk__in=[one.pk for one in made]).update(submitted_at=at, counted=True, asked=version.as_asked())
    SelfAssessment.objects.filter(pk__in=shown).update(for_trainers=True)


def _plan(cohort: Cohort) -> None:
    """Amina works on two indicators; Bastien proposes to share, and waits for her word."""
    people = {one.user.first_name: one for one in Enrolment.objects.filter(cohort=cohort).select_related("user")}
    hers = SelfAssessment.objects.get(enrolment=people["Amina"], moment=Moment.ENTRY)
    chosen = {"dia-4": ("Raconter une alliance voisine à un élu de Trois-Rivières.", 12), "rel-5": ("", None)}
    indicators = {one.code: one for one in Indicator.objects.filter(version=hers.version, code__in=chosen)}
    for place, (code, (action, days)) in enumerate(chosen.items(), 1):
        Goal.objects.create(
            assessment=hers,
            place=place,
            indicator=indicators[code],
            action=action,
            action_on=timezone.localdate() + timedelta(days=days) if days else None,
            trace="Trois lignes dans mes notes." if action else "",
        )
    Consent.objects.create(kind=ConsentKind.RECIPROCAL, moment=Moment.ENTRY, giver=people["Bastien"], receiver=people["Amina"])
