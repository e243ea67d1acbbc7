"""What changes the framework: preparing a version, publishing it, taking one in from a file."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.framework.models import FrameworkVersion
from assessments.framework.wording import FrameworkText, problems_of, skill_titles, words_of, write_words
from assessments.participants import AssessmentError

ALREADY = "Un brouillon du référentiel existe déjà : continuez-le, publiez-le ou supprimez-le."


@transaction.atomic
def new_draft() -> FrameworkVersion:
    """A draft that says what the latest published version says, word for word. Refused while another draft stands."""
    latest = FrameworkVersion.objects.published().whole().first()
    if latest is None:
        raise AssessmentError("Aucune version n’est publiée : importez un référentiel.")
    words = words_of(latest)
    return _draft(FrameworkText(**{**vars(words), "changes": ""}))


@transaction.atomic
def import_draft(*, text: FrameworkText) -> FrameworkVersion:
    """A draft with the words of a file that was found right. Refused while another draft stands: nothing is overwritten."""
    problems = problems_of(text, skill_titles())
    if problems:
        raise AssessmentError(problems[0].reason)
    return _draft(text)


def _draft(text: FrameworkText) -> FrameworkVersion:
    if FrameworkVersion.objects.drafts().exists():
        raise AssessmentError(ALREADY)
    last = FrameworkVersion.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            draft = FrameworkVersion.objects.create(
                number=last + 1,
                title=text.title,
                intention=text.intention,
                instructions=text.instructions,
                rules=text.rules,
                changes=text.changes,
            )
    except IntegrityError as error:  # somebody else prepared one at the same moment
        raise AssessmentError(ALREADY) from error
    write_words(draft, text)
    return draft


@transaction.atomic
def publish(*, version: FrameworkVersion, by: User) -> None:
    """Makes a draft the framework that people answer from now on, for good, and writes down who did it.

    Neither a snapshot nor a moment that has begun changes: each keeps the version it answers. A draft that is not whole is refused.
    """
    draft = FrameworkVersion.objects.select_for_update().filter(pk=version.pk).whole().first()
    if draft is None or draft.is_published:
        raise AssessmentError("Cette version est déjà publiée, ou n’existe plus.")
    problems = problems_of(words_of(draft), skill_titles())
    if problems:
        raise AssessmentError(f"Cette version n’est pas complète. {problems[0].reason}")
    before = FrameworkVersion.objects.published().first()
    FrameworkVersion.objects.filter(pk=draft.pk).update(published_at=timezone.now(), published_by=by)
    audit.record(
        by=by,
        action="framework_published",
        target=str(draft),
        before={"version": before.number} if before else None,
        after={"version": draft.number, "indicators": len(draft.indicators.all())},
    )
