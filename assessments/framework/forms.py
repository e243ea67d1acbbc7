"""The form of a draft: its own words, its competencies, its levels, its indicators; and what it asks of them, in sentences."""

import hashlib
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.framework.models import FrameworkVersion, Indicator
from assessments.framework.wording import (
    HEAD,
    INDICATOR,
    LEVEL,
    SECTION,
    SENTENCES,
    FrameworkText,
    IndicatorText,
    LevelText,
    Problem,
    SectionText,
    lines_of,
    problems_of,
    skill_titles,
    words_of,
)
from courses.outline import main_outline

Choices = list[tuple[str, list[tuple[str, str]]]]
CHANGED = (
    "Quelqu’un d’autre a enregistré ce brouillon pendant que vous écriviez. Rien n’est perdu : vos mots sont ici. "
    "Ouvrez le brouillon dans un autre onglet pour comparer. Enregistrez à nouveau pour garder les vôtres."
)


def lesson_choices() -> Choices:
    """The published lessons, module by module: permanent code and title."""
    outline = main_outline()
    modules = outline.modules if outline else ()
    return [
        (
            f"Module {one.number}. {one.short_title}",
            [(lesson.code, f"{one.number}.{lesson.number} {lesson.title}") for lesson in one.lessons],
        )
        for one in modules
    ]


def digest_of(version: FrameworkVersion) -> str:
    """A mark of everything a draft says, so that nobody overwrites unawares what somebody else has just saved."""
    return hashlib.sha256(repr(words_of(version)).encode("utf-8", "replace")).hexdigest()[:32]


class LessonsWidget(forms.CheckboxSelectMultiple):
    """Folded boxes: the titles chosen stay in sight, the thirty others open at a click and without a script."""

    template_name = "assessments/framework/lessons_widget.html"

    def _render(self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | None = None) -> SafeString:
        # Forms look for their templates among the apps' own; ours stand with all the others.
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        return render_to_string(template_name, {**context, "chosen": [option["label"] for option in options if option["selected"]]})


class IndicatorForm(WagtailAdminModelForm):
    """One indicator. Its code is permanent from the day a version that holds it is published."""

    lessons = forms.MultipleChoiceField(label="Leçons qui le développent", required=False, widget=LessonsWidget)

    def __init__(self, *args: Any, choices: Choices | None = None, permanent: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {code for _, group in choices or [] for code, _ in group}
        gone = [(code, code) for code in self.instance.lessons or [] if code not in known]
        self.fields["lessons"].choices = [*(choices or []), *([("Hors du parcours aujourd’hui", gone)] if gone else [])]
        self.is_permanent = self.instance.pk is not None and self.instance.code in permanent
        if self.is_permanent:
            self.fields["code"].widget.attrs["readonly"] = True

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if self.is_permanent and code != self.initial.get("code"):
            was = self.initial.get("code")
            raise forms.ValidationError(
                f"L’identifiant « {was} » est permanent : des réponses y sont liées. Ajoutez plutôt un autre indicateur."
            )
        return code

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in SENTENCES:
            self.cleaned_data[name] = lines_of(self.cleaned_data.get(name, ""))
        return self.cleaned_data


class RowFormSet(BaseChildFormSet):
    """Rows that are judged with the whole: what is written twice is told on its own field, in a sentence."""

    def validate_unique(self) -> None:
        return

    def written(self) -> list[forms.ModelForm]:
        """The rows that stay, in their order."""
        rows = [one for one in self.forms if hasattr(one, "cleaned_data") and not one.cleaned_data.get("DELETE")]
        rows = [one for one in rows if one.has_changed() or one.instance.pk]
        return sorted(rows, key=lambda one: one.cleaned_data.get("ORDER") or 0) if self.can_order else rows


class FrameworkForm(WagtailAdminModelForm):
    """A whole draft. What is wrong is told on its own field; what somebody else saved meanwhile is never overwritten unawares."""

    data: QueryDict
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, instance: FrameworkVersion | None = None, **kwargs: Any) -> None:
        super().__init__(_of_today(data, instance) if data and instance else data, files, instance=instance, **kwargs)
        if instance is not None and instance.pk:
            self.initial["loaded"] = digest_of(instance)
        codes = Indicator.objects.filter(version__in=FrameworkVersion.objects.published()).values_list("code", flat=True)
        self.formsets[INDICATOR].form_kwargs = {
            **self.formsets[INDICATOR].form_kwargs,
            "choices": lesson_choices(),
            "permanent": frozenset(codes),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("intention", "instructions", "rules", "changes"):
            self.cleaned_data[name] = lines_of(self.cleaned_data.get(name, ""))
        self._is_nobody_elses()
        rows = {name: self._rows(name) for name in (LEVEL, SECTION, INDICATOR)}
        for problem in problems_of(self._words(rows), skill_titles()):
            self._tell(problem, rows)
        return self.cleaned_data

    def _rows(self, name: str) -> list[forms.ModelForm]:
        self.formsets[name].is_valid()
        found: list[forms.ModelForm] = self.formsets[name].written()
        return found

    def _is_nobody_elses(self) -> None:
        """Refuses once, then lets her decide: the second time she knows."""
        if self.is_deferred_validation or not self.instance.pk or not self.cleaned_data.get("loaded"):
            return
        saved = FrameworkVersion.objects.whole().filter(pk=self.instance.pk).first()
        if saved is not None and digest_of(saved) != self.cleaned_data["loaded"]:
            self.add_error(None, CHANGED)
            typed = self.data.copy()
            typed["loaded"] = digest_of(saved)
            self.data = typed

    def _words(self, rows: dict[str, list[forms.ModelForm]]) -> FrameworkText:
        said = self.cleaned_data
        return FrameworkText(
            title=said.get("title", ""),
            intention=said["intention"],
            instructions=said["instructions"],
            rules=said["rules"],
            changes=said["changes"],
            levels=tuple(
                LevelText(row.get("number") or 0, row.get("slug", ""), row.get("title", ""), row.get("definition", ""))
                for row in (one.cleaned_data for one in rows[LEVEL])
            ),
            sections=tuple(
                SectionText(_slug(row), row.get("title", ""), row.get("summary", "")) for row in (one.cleaned_data for one in rows[SECTION])
            ),
            indicators=tuple(
                IndicatorText(
                    row.get("code", ""),
                    _slug(row),
                    row.get("title", ""),
                    tuple(row.get(name, "") for name in SENTENCES),
                    tuple(row.get("lessons", [])),
                )
                for row in (one.cleaned_data for one in rows[INDICATOR])
            ),
        )

    def _tell(self, problem: Problem, rows: dict[str, list[forms.ModelForm]]) -> None:
        kind, at, name = problem.place
        if kind == HEAD:
            form: forms.BaseForm = self
            field = name if name in self.fields else None
        else:
            form, field = rows[kind][at], name
        if field is not None and field in form.errors and form.errors.as_data()[field][0].code in {"required", "invalid"}:
            del form.errors[field]  # Django says that a field is required; we say what to write there
        if field is None or field not in form.errors:
            form.add_error(field, problem.reason)


def _slug(row: dict[str, Any]) -> str:
    competency = row.get("competency")
    return competency.slug if competency else ""


def _of_today(data: QueryDict, instance: FrameworkVersion) -> QueryDict:
    """What was typed, with rows that somebody else removed meanwhile counted as new ones: their words come back, nothing breaks."""
    typed = data.copy()
    for name in (LEVEL, SECTION, INDICATOR):
        here = {str(pk) for pk in getattr(instance, name).values_list("pk", flat=True)} if instance.pk else set()
        total = typed.get(f"{name}-TOTAL_FORMS", "")
        for at in range(min(int(total), 1_000) if total.isdecimal() and len(total) < 9 else 0):
            if typed.get(f"{name}-{at}-id", "") not in here:
                typed[f"{name}-{at}-id"] = ""
    return typed
