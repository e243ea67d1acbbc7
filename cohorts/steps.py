"""The one next step that the home page proposes, and why it is this one."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.reading import Reader
from cohorts.working.joint import Awaiting
from courses.outline import Lesson, Module


@dataclass(frozen=True)
class NextStep:
    """What to do now: its title and address, the reason in a sentence, the words of its button."""

    over: str
    title: str
    url: str
    why: str
    button: str
    module: Module | None = None
    lesson: Lesson | None = None
    minutes: int = 0
    facts: tuple[str, ...] = ()


def step_of(reader: Reader, waiting: Sequence[Awaiting]) -> NextStep | None:
    """What was left in the middle; else a shared page where two texts stand, or that the partner has begun; else the next lesson
    that is open; else a shared page that is still blank. None where nothing is left to be done, or where nothing can be: a cohort
    that is closed is read again.
    """
    if not reader.enrolment.is_writable:
        return None
    outline = reader.me.outline
    resumable = reader.me.resumable
    if resumable is not None:
        why = "Vous l’avez ouverte sans la terminer."
        return _lesson("Vous en étiez là", resumable, outline.module_of(resumable), why, "Reprendre la leçon")
    for one in waiting:
        if one.has_two_texts:
            return _joint("À faire ensemble", one, "Plusieurs textes y ont été écrits en même temps. Gardez-en un, ou réunissez-les.")
        if one.by:
            verbs = ("ont", "attendent") if len(one.by) > 1 else ("a", "attend")
            words = f"{' et '.join(one.by)} {verbs[0]} écrit dans votre page commune, et {verbs[1]} vos mots."
            return _joint("À votre tour", one, words)
    lesson = reader.next_step
    if lesson is None:
        done = "Vous avez terminé toutes les leçons" if reader.me.count.is_complete else "Vos leçons ouvertes sont terminées"
        return _joint("À faire ensemble", waiting[0], f"{done}. Cette page commune est encore blanche.") if waiting else None
    module = outline.module_of(lesson)
    return _lesson("Votre prochaine étape", lesson, module, _why(reader, module, lesson), "Commencer la leçon")


def _why(reader: Reader, module: Module, lesson: Lesson) -> str:
    """Why this lesson comes next: said of what she has finished before it, and after it."""
    lessons = reader.me.outline.lessons
    if any(reader.me.has_finished(later) for later in lessons[lessons.index(lesson) + 1 :]):
        return "Vous avez terminé une leçon plus loin ; celle-ci reste à lire."
    if reader.me.count.finished == 0:
        return "Tout commence ici."
    before = [one for one in reader.me.outline.modules if one.number == module.number - 1]
    if before and lesson.number == 1 and reader.me.count_in(before[0]).is_complete:
        return "Le module précédent est derrière vous."
    return "C’est la suite de votre parcours."


def _lesson(over: str, lesson: Lesson, module: Module, why: str, button: str) -> NextStep:
    return NextStep(over, lesson.title, lesson.url, why, button, module, lesson, lesson.minutes)


def _joint(over: str, one: Awaiting, why: str) -> NextStep:
    return NextStep(over, one.joint.title, one.url, why, "Ouvrir la page commune", one.module, one.lesson, one.joint.minutes)
