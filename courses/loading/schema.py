"""What a content file may say, field by field; anything else is an error with its place."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=20)]
Slide = Annotated[str, StringConstraints(pattern=r"^d[1-9]\d?$")]


def _some(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("la liste est vide")
    return value


Strings = Annotated[list[Text], AfterValidator(_some)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Sourced(Strict):
    src: list[Slide] = []


class Heading(Strict):
    type: Literal["heading"]
    text: Text


class Paragraph(Sourced):
    type: Literal["paragraph"]
    text: Text
    a_verifier: bool = False


class KeyFigure(Sourced):
    type: Literal["key_figure"]
    value: Text
    label: Text
    source: Text
    a_verifier: bool = False
    calcul: bool = False


class Quote(Sourced):
    type: Literal["quote"]
    text: Text
    attribution: Text


class Callout(Sourced):
    type: Literal["callout"]
    tone: Literal["retenir", "methode", "attention"]
    title: Text
    text: Text


class Activity(Strict):
    type: Literal["activity"]
    audience: Literal["solo", "binome", "terrain"]
    duration_min: Annotated[int, Field(gt=0)]
    title: Text
    instructions: Text


class Quiz(Sourced):
    type: Literal["quiz"]
    question: Text
    choices: Annotated[list[Text], Field(min_length=2)]
    answer: Annotated[int, Field(ge=0)]
    feedback: Text

    @model_validator(mode="after")
    def answer_is_a_choice(self) -> "Quiz":
        if self.answer >= len(self.choices):
            raise ValueError(f"answer vaut {self.answer}, il n’y a que {len(self.choices)} choix (le premier est 0)")
        return self


class Reflection(Strict):
    type: Literal["reflection"]
    prompt: Text


Block = Annotated[Heading | Paragraph | KeyFigure | Quote | Callout | Activity | Quiz | Reflection, Field(discriminator="type")]


class Lesson(Strict):
    id: Code
    slug: Slug
    titre: Text
    duree_min: Annotated[int, Field(gt=0)]
    blocs: list[Block]


class ModuleSkills(Strict):
    principale: Slug
    secondaires: list[Slug] = []


class Module(Strict):
    id: Code
    ordre: Annotated[int, Field(gt=0)]
    slug: Slug
    titre: Text
    titre_court: Text
    presentation: Text
    competences: ModuleSkills
    chapitres_guide: list[Slug] = []
    objectifs: Strings
    livrable: Text
    lecons: list[Lesson]


class Skill(Strict):
    slug: Slug
    ordre: Annotated[int, Field(ge=1, le=4)]
    titre: Text
    resume: Text


class Meta(BaseModel):
    """Only the sentence that is shown is ours to check; the rest of `meta` is for whoever writes the file."""

    model_config = ConfigDict(extra="allow")
    mention_a_afficher: Text


class Curriculum(Strict):
    meta: Meta
    competences: list[Skill]
    modules: list[Module]
