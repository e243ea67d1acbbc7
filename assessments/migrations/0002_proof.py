"""What no code may do, whatever its author forgot: change what was submitted, published, or asked. Erasing somebody alone passes."""

from django.db import migrations

# One text for both engines; {differs} is their word for « is not the same, NULL included ».
ERASING = """EXISTS (
    SELECT 1 FROM accounts_erasure erasure JOIN cohorts_enrolment theirs ON theirs.user_id = erasure.person
    WHERE erasure.ended_at IS NULL AND theirs.id IN ({people}))"""
SENT = "EXISTS (SELECT 1 FROM assessments_selfassessment a WHERE a.id = {row}.assessment_id AND a.submitted_at IS NOT NULL)"
SENT_OF_RATING = """EXISTS (
    SELECT 1 FROM assessments_rating r JOIN assessments_selfassessment a ON a.id = r.assessment_id
    WHERE r.id = {row}.rating_id AND a.submitted_at IS NOT NULL)"""
VIEWED = "EXISTS (SELECT 1 FROM assessments_crossview v WHERE v.id = {row}.view_id AND v.submitted_at IS NOT NULL)"
PUBLISHED = "EXISTS (SELECT 1 FROM assessments_frameworkversion v WHERE v.id = {row}.version_id AND v.published_at IS NOT NULL)"
OWNER = "(SELECT a.enrolment_id FROM assessments_selfassessment a WHERE a.id = OLD.assessment_id)"
OWNER_OF_RATING = """(
    SELECT a.enrolment_id FROM assessments_rating r JOIN assessments_selfassessment a ON a.id = r.assessment_id WHERE r.id = OLD.rating_id)"""
PEOPLE_OF_VIEW = "(SELECT v.author_id FROM assessments_crossview v WHERE v.id = OLD.view_id), (SELECT v.subject_id FROM assessments_crossview v WHERE v.id = OLD.view_id)"
INCOMPLETE = """EXISTS (
    SELECT 1 FROM assessments_indicator i WHERE i.version_id = NEW.version_id AND NOT EXISTS (
        SELECT 1 FROM assessments_rating r WHERE r.assessment_id = NEW.id AND r.indicator_id = i.id AND (
            r.not_concerned OR (r.level IS NOT NULL AND r.situation <> '' AND r.situated_on IS NOT NULL AND r.effect <> ''))))"""


def changed(*columns):
    return "(" + " OR ".join(f"NEW.{name} {{differs}} OLD.{name}" for name in columns) + ")"


def erasing(people):
    return ERASING.replace("{people}", people)


def on(clause, row):
    return clause.replace("{row}", row)


SNAPSHOT = "a submitted self-assessment does not change"
ASKED = "a published framework does not change"
TOLD = "what a cohort was told does not change"
CROSSED = "a cross view that was sent does not change"
PROFILE = "an activity profile does not change"

# name, table, event, when it is refused, what is said
TRIGGERS = [
    ("assessment_begins_as_a_draft", "selfassessment", "INSERT", "NEW.submitted_at IS NOT NULL", "a self-assessment begins as a draft"),
    (
        "assessment_is_whole", "selfassessment", "UPDATE",
        f"OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL AND {INCOMPLETE}",
        "a self-assessment is submitted whole",
    ),
    (
        "assessment_is_kept_as_sent", "selfassessment", "UPDATE",
        "OLD.submitted_at IS NOT NULL AND "
        + changed("id", "enrolment_id", "moment", "number", "version_id", "asked", "started_at", "saved_at", "revision", "submitted_at", "counted"),
        SNAPSHOT,
    ),
    ("assessment_is_not_deleted", "selfassessment", "DELETE", f"OLD.submitted_at IS NOT NULL AND NOT {erasing('OLD.enrolment_id')}", SNAPSHOT),
    ("rating_is_not_added_late", "rating", "INSERT", on(SENT, "NEW"), SNAPSHOT),
    ("rating_is_kept_as_sent", "rating", "UPDATE", f"{on(SENT, 'OLD')} OR {on(SENT, 'NEW')}", SNAPSHOT),
    ("rating_is_not_deleted", "rating", "DELETE", f"{on(SENT, 'OLD')} AND NOT {erasing(OWNER)}", SNAPSHOT),
    ("evidence_is_not_added_late", "evidence", "INSERT", on(SENT_OF_RATING, "NEW"), SNAPSHOT),
    (
        "evidence_is_kept_as_sent", "evidence", "UPDATE",
        # The one change allowed: the answer that was cited is gone; its words stay here.
        f"({on(SENT_OF_RATING, 'OLD')} OR {on(SENT_OF_RATING, 'NEW')}) AND ("
        + changed("id", "key", "rating_id", "kind", "title", "description", "url", "lesson_code", "file", "content_type", "size", "digest", "dated_on", "added_at")
        + " OR (NEW.answer_id {differs} OLD.answer_id AND NEW.answer_id IS NOT NULL))",
        SNAPSHOT,
    ),
    ("evidence_is_not_deleted", "evidence", "DELETE", f"{on(SENT_OF_RATING, 'OLD')} AND NOT {erasing(OWNER_OF_RATING)}", SNAPSHOT),
    ("cross_view_is_kept_as_sent", "crossview", "UPDATE", "OLD.submitted_at IS NOT NULL", CROSSED),
    ("cross_view_is_not_deleted", "crossview", "DELETE", f"OLD.submitted_at IS NOT NULL AND NOT {erasing('OLD.author_id, OLD.subject_id')}", CROSSED),
    ("observation_is_not_added_late", "observation", "INSERT", on(VIEWED, "NEW"), CROSSED),
    ("observation_is_kept_as_sent", "observation", "UPDATE", f"{on(VIEWED, 'OLD')} OR {on(VIEWED, 'NEW')}", CROSSED),
    ("observation_is_not_deleted", "observation", "DELETE", f"{on(VIEWED, 'OLD')} AND NOT {erasing(PEOPLE_OF_VIEW)}", CROSSED),
    (
        "publication_is_frozen", "publication", "UPDATE",
        changed("id", "cohort_id", "moment", "kind", "since", "version_id", "figures", "members", "published_at")
        + " OR (NEW.published_by_id {differs} OLD.published_by_id AND NEW.published_by_id IS NOT NULL)",
        TOLD,
    ),
    ("publication_is_not_deleted", "publication", "DELETE", "1 = 1", TOLD),
    ("profile_is_kept_as_made", "activityprofile", "UPDATE", "1 = 1", PROFILE),
    ("profile_is_not_deleted", "activityprofile", "DELETE", f"NOT {erasing('OLD.enrolment_id')}", PROFILE),
    (
        "framework_is_kept_as_published", "frameworkversion", "UPDATE",
        "OLD.published_at IS NOT NULL AND ("
        + changed("id", "number", "title", "intention", "instructions", "rules", "changes", "made_at", "published_at")
        + " OR (NEW.published_by_id {differs} OLD.published_by_id AND NEW.published_by_id IS NOT NULL))",
        ASKED,
    ),
    ("framework_is_not_deleted", "frameworkversion", "DELETE", "OLD.published_at IS NOT NULL", ASKED),
]
for part in ("indicator", "level", "section"):
    TRIGGERS += [
        (f"{part}_is_not_added_late", part, "INSERT", on(PUBLISHED, "NEW"), ASKED),
        (f"{part}_is_kept_as_published", part, "UPDATE", f"{on(PUBLISHED, 'OLD')} OR {on(PUBLISHED, 'NEW')}", ASKED),
        (f"{part}_is_not_deleted", part, "DELETE", on(PUBLISHED, "OLD"), ASKED),
    ]


def sqlite(name, table, event, when, words):
    yield f"""
        CREATE TRIGGER {name} BEFORE {event} ON assessments_{table} WHEN {when.replace("{differs}", "IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{words}'); END
    """


def postgresql(name, table, event, when, words):
    yield f"""
        CREATE FUNCTION assessments_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {when.replace("{differs}", "IS DISTINCT FROM")} THEN
                RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {"OLD" if event == "DELETE" else "NEW"};
        END $$
    """
    yield f"CREATE TRIGGER {name} BEFORE {event} ON assessments_{table} FOR EACH ROW EXECUTE FUNCTION assessments_{name}()"


def forwards(apps, schema_editor):
    write = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for trigger in TRIGGERS:
        for statement in write(*trigger):
            schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for name, table, *_ in TRIGGERS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON assessments_{table}")
            schema_editor.execute(f"DROP FUNCTION assessments_{name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("accounts", "0004_erasure")]

    operations = [migrations.RunPython(forwards, backwards)]
