"""The forms of the desk. Dates may be picked or typed, 2026-04-16 or 16/04/2026."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.clocks import clock_name
from accounts.models import User
from cohorts.desk.actions import DESCRIBED
from cohorts.desk.page import DATE_FORMATS, number_in
from cohorts.models import Absence, Cohort
from courses.models import CurriculumPage
from courses.outline import Outline
from pages.fields import LongText
from territories.actions import territory_named
from territories.models import Territory
from territories.names import closest, folded

ZONES = [(name, clock_name(name)) for name in settings.WAGTAIL_USER_TIME_ZONES]
WRITE_A_DATE = "Écrivez la date ainsi : 16/04/2026."
YEARS = range(2000, 2101)  # a year that is being typed reads 0026; and no calendar goes beyond 9999


def _require_our_time(day: date) -> None:
    if day.year not in YEARS:
        raise ValidationError(f"Relisez l’année : elle va de {YEARS[0]} à {YEARS[-1]}.")


class DayField(forms.DateField):
    """A day of our time, picked or typed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"invalid": WRITE_A_DATE, "required": WRITE_A_DATE})
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=DATE_FORMATS, **options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None:
            _require_our_time(day)
        return day


class MomentField(forms.DateTimeField):
    """A day of our time and an hour, on the clock that is current when the form is read."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", dict.fromkeys(["invalid", "required"], "Écrivez la date et l’heure ainsi : 16/04/2026 09:00."))
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"],
            **options,
        )

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None:
            _require_our_time(moment)
        return moment


class CurriculumField(forms.ModelChoiceField):
    """A track. What no table could hold is none of the choices: the key of a page is another page's, which Django does not measure."""

    def to_python(self, value: Any) -> CurriculumPage | None:
        if value not in self.empty_values and number_in(str(getattr(value, "pk", value))) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        found: CurriculumPage | None = super().to_python(value)
        return found


class TrainersField(forms.ModelMultipleChoiceField):
    """Those chosen among who has the role. A number that no table could hold is nobody's, and is refused as one of nobody is."""

    def clean(self, value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else ():
            if number_in(str(one)) is None:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(one)[:20]})
        return super().clean(value)


class SeenField(forms.JSONField):
    """What a page says that it had seen. What no page of ours wrote says nothing: monstrous numbers, or lists within lists."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            return None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Drawn again beside a refusal, it is read again."""
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return None


class CohortForm(forms.ModelForm[Cohort]):
    """What describes a cohort. Who trains it is chosen among those who have that role."""

    starts_on = DayField(label="Début")
    ends_on = DayField(label="Fin")
    trainers = TrainersField(label="Qui la forme", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False)

    seen = SeenField(required=False, widget=forms.HiddenInput)  # the settings as they stood when the page was opened

    class Meta:
        model = Cohort
        fields = ["name", "curriculum", "starts_on", "ends_on", "time_zone", "capacity"]
        labels = {"name": "Nom de la cohorte", "capacity": "Nombre de places"}
        help_texts = {
            "time_zone": "Les dates et les heures de la cohorte se lisent sur cette horloge.",
            "capacity": "Invitations en attente comprises. Laissez vide pour ne pas limiter.",
        }
        error_messages = {
            "name": {"required": "Donnez un nom à la cohorte."},
            "capacity": {"min_value": "Une cohorte a au moins une place. Laissez vide pour ne pas la limiter."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(label="Fuseau horaire", choices=ZONES, help_text=self.Meta.help_texts["time_zone"])
        curricula = CurriculumField(CurriculumPage.objects.live().order_by("title"), label="Parcours", empty_label=None)
        self.fields["curriculum"] = curricula
        if self.instance.pk is None or not self.instance.enrolments.exists():
            curricula.help_text = "Il ne change plus dès la première inscription."
        else:
            curricula.disabled = True
        trainers = self.fields["trainers"]
        trainers.queryset = User.objects.filter(is_trainer=True, is_active=True)  # type: ignore[attr-defined]
        if self.instance.pk:
            trainers.initial = list(self.instance.trainers.order_by("pk").values_list("pk", flat=True))
            stood = {name: str(self.initial[name]) for name in self.Meta.fields}
            self.fields["seen"].initial = {**stood, "trainers": trainers.initial}
        else:
            del self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.keep_what_another_changed(cleaned)
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "La fin de la cohorte vient après son début.")
        return cleaned

    def keep_what_another_changed(self, cleaned: dict[str, Any]) -> None:
        """What this person left as she saw it stays as another trainer has set it since."""
        seen = cleaned.get("seen")
        if not isinstance(seen, dict):
            return
        for name in DESCRIBED:
            if name in cleaned and str(cleaned[name]) == seen.get(name):
                cleaned[name] = self.initial[name]
        before, field = seen.get("trainers"), self.fields["trainers"]
        if isinstance(before, list) and "trainers" in cleaned:
            chosen = {one.pk for one in cleaned["trainers"]}
            kept = {pk for pk in field.initial if pk in chosen or pk not in before}
            added = {pk for pk in chosen if pk not in before}
            cleaned["trainers"] = field.queryset.filter(pk__in=kept | added)  # type: ignore[attr-defined]


class DuplicateForm(forms.Form):
    """A copy of a cohort with its dates moved."""

    name = forms.CharField(label="Nom de la nouvelle cohorte", max_length=120)
    days = forms.IntegerField(
        label="Décaler les dates de", min_value=-3660, max_value=3660, initial=364,
        help_text="En jours. 364 jours gardent le jour de la semaine d’une année sur l’autre.",
    )  # fmt: skip


class OpeningsForm(forms.Form):
    """A date and time a module; empty means that the module is not open. It is read on the clock that is current.

    `seen` is what the page showed. A date that was left as it stood there stays what it is by now: another trainer may have moved it
    since, and one that was opened at once has seconds that no field shows.
    """

    seen = SeenField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, outline: Outline, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = dict(cohort.openings.order_by().values_list("module_id", "opens_at"))
        for module in outline.modules:
            self.fields[f"m{module.id}"] = MomentField(
                label=f"Module {module.number}. {module.short_title}", required=False, initial=now.get(module.id)
            )
        self.stored = {f"m{module.id}": self._shown(now.get(module.id)) for module in outline.modules}
        self.fields["seen"].initial = self.stored

    def dates(self) -> dict[int, Any]:
        """The dates that were changed on this page, by module."""
        said = self.cleaned_data.get("seen")
        seen = {**self.stored, **said} if isinstance(said, dict) else self.stored
        return {int(name[1:]): self.cleaned_data[name] for name in self.stored if self._shown(self.cleaned_data[name]) != seen[name]}

    @staticmethod
    def _shown(moment: datetime | None) -> str:
        """A date as its field shows it."""
        return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else ""


class RhythmForm(forms.Form):
    """Every module at once: the first date, then one every so many weeks."""

    first = MomentField(label="Premier module")
    weeks = forms.TypedChoiceField(
        label="Puis un module", coerce=int, initial=2,
        choices=[(0, "le même jour : tout d’un coup"), (1, "chaque semaine"), (2, "toutes les deux semaines"),
                 (3, "toutes les trois semaines"), (4, "toutes les quatre semaines")],
    )  # fmt: skip


class PersonOpeningForm(forms.Form):
    """One module for one person."""

    module = forms.TypedChoiceField(label="Module", coerce=int)
    opens_at = MomentField(label="Ouvre le", required=False, help_text="Laissez vide pour l’ouvrir maintenant.")

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.TypedChoiceField = self.fields["module"]  # type: ignore[assignment]
        field.choices = [(module.id, f"{module.number}. {module.short_title}") for module in outline.modules]

    def moment(self) -> Any:
        return self.cleaned_data["opens_at"] or timezone.now()


class WithdrawForm(forms.Form):
    """From which day, and why."""

    on = DayField(label="Depuis le", required=False, help_text="Laissez vide pour aujourd’hui.")
    reason = forms.CharField(label="Motif", max_length=200, required=False, help_text="Lu par les formatrices et formateurs de la cohorte.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date | None:
        """Said beside the day, with the reason that was typed: a departure is noted when it happens, or after."""
        day: date | None = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError("Un départ se note le jour où il a lieu, ou après. Choisissez aujourd’hui ou un jour passé.")
        return day


class AbsenceForm(forms.ModelForm[Absence]):
    """From … to …, both days included."""

    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")

    class Meta:
        model = Absence
        fields = ["starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "La fin de l’absence vient après son début.")
        elif start and end and end - start > timedelta(days=366):
            self.add_error("ends_on", "Une absence dure un an au plus. Au-delà, notez un retrait.")
        return cleaned


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note", max_length=4000, error_messages={"required": "Écrivez la note."}, widget=LongText(attrs={"rows": 4})
    )


class PlaceForm(forms.Form):
    """Where someone comes from: a territory of the directory, or one that it does not hold yet, and her organisation."""

    territory = forms.ModelChoiceField(Territory.objects.none(), label="Territoire", required=False, empty_label="Choisir…")
    other_territory = forms.CharField(label="Ou un territoire absent de la liste", max_length=120, required=False)
    organisation = forms.CharField(label="Organisation", max_length=160, required=False)

    def __init__(self, *args: Any, is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_required = is_required
        self.fields["territory"].queryset = Territory.objects.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["organisation"].required = is_required
        if is_required:
            self.fields["organisation"].help_text = "« aucune », si vous n’en avez pas."
        self.fields["organisation"].error_messages["required"] = "Écrivez le nom de votre organisation, ou « aucune »."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        other = cleaned.get("other_territory", "")
        chosen = cleaned.get("territory")
        if other and chosen and folded(other) != folded(chosen.name) and not closest(other, [chosen.name]):
            # Left as the page came, the list is no choice: what was typed under it is. A choice and another name are asked about.
            if chosen.pk == self.get_initial_for_field(self.fields["territory"], "territory"):
                cleaned["territory"] = chosen = None
            else:
                both = f"« {chosen} » est aussi choisi dans la liste. Effacez ce nom, ou remettez la liste sur « Choisir… »."
                self.add_error("other_territory", both)
        if other and not chosen:
            names = list(Territory.objects.values_list("name", flat=True))
            near = closest(other, names)
            if near:
                self.add_error("other_territory", f"Vouliez-vous dire « {near} » ? Choisissez-le dans la liste, ou précisez le nom.")
        elif self.is_required and not chosen:
            self.add_error("territory", "Choisissez votre territoire, ou écrivez son nom dessous.")
        return cleaned

    def place(self) -> Territory | None:
        """The chosen territory; the one that was typed is created when it is new."""
        chosen: Territory | None = self.cleaned_data.get("territory")
        other = self.cleaned_data.get("other_territory", "").strip()
        return chosen or (territory_named(other) if other else None)


class DetailsForm(PlaceForm):
    """What a trainer corrects about someone."""

    joins_on = DayField(label="Arrivée", required=False, help_text="Si la personne rejoint la cohorte après son début.")
