"""Blocks to read: headings, paragraphs, figures, quotes, callouts, lists and tables."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock

from courses.blocks.publishing import asking
from courses.blocks.sourced import FactBlock, SourcedValue, doubt, sources

SHARE = re.compile(r"^\s*(\d{1,3})(?:[.,](\d+))?\s*%\s*$")

# What states a quantity: a share, an amount, a great number. A year or the number of a step does not.
FIGURE = re.compile(r"\d\s*(%|k?€|millions?|milliards?)", re.IGNORECASE)

READ = "À lire"


LEVELS = [("2", "Intertitre"), ("3", "Sous-titre, sous un intertitre")]

ADDED = "Le document d’origine ne donne pas ce total : la page le dira."


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Titre", max_length=160)
    level = blocks.ChoiceBlock(LEVELS, label="Niveau", default="2")

    class Meta:
        icon = "title"
        label = "Intertitre"
        group = READ
        description = "Ouvre une partie de la leçon, ou un point dans cette partie."
        template = "components/blocks/heading.html"
        preview_value = {"text": "De la solidarité à la transformation des modèles"}


class ParagraphBlock(FactBlock):
    text = blocks.TextBlock(label="Texte", rows=4)
    src = sources()
    a_verifier = doubt()

    class Meta:
        icon = "pilcrow"
        label = "Paragraphe"
        label_format = "{text}"
        group = READ
        description = "Un paragraphe de texte."
        template = "components/blocks/paragraph.html"
        value_class = SourcedValue
        preview_value = {"text": "Avant de chercher à mettre des acteurs en mouvement, il est utile de savoir comment ils le perçoivent."}


class KeyFigureValue(SourcedValue):
    @property
    def share(self) -> str:
        """The length of the bar, 0 to 100, when the figure is a share of a whole; empty otherwise."""
        match = SHARE.match(self.get("value") or "")
        if not match or int(match[1]) > 100:
            return ""
        return f"{match[1]}.{match[2]}" if match[2] else match[1]


class KeyFigureBlock(FactBlock):
    """A figure always shows where it comes from."""

    value = blocks.CharBlock(label="Chiffre", max_length=30, help_text="Par exemple « 46 % ».")
    label = blocks.CharBlock(label="Ce qu’il dit", max_length=300)
    source = asking(blocks.CharBlock(label="Source", max_length=200), "Dites d’où vient ce chiffre : l’enquête, l’auteur, l’année.")
    src = sources()
    a_verifier = doubt()
    calcul = blocks.BooleanBlock(label="Addition faite par nous", required=False, help_text=ADDED)

    class Meta:
        icon = "order"
        label = "Chiffre clé"
        label_format = "{value} {label}"
        group = READ
        description = "Un chiffre, ce qu’il dit et sa source. Deux chiffres qui se suivent se placent côte à côte."
        template = "components/blocks/key_figure.html"
        value_class = KeyFigureValue
        preview_value = {
            "value": "46 %",
            "label": "des maires répondent : « Un peu, cela commence à émerger »",
            "source": "Programme PHARE 2015-2017",
        }


class QuoteBlock(FactBlock):
    text = blocks.TextBlock(label="Citation", rows=3, help_text="Sans guillemets : ils sont mis par la page.")
    attribution = blocks.CharBlock(label="De qui", max_length=160)
    src = sources()

    class Meta:
        icon = "openquote"
        label = "Citation"
        group = READ
        description = "Les mots du document ou d’une personne, jamais une décoration."
        template = "components/blocks/quote.html"
        value_class = SourcedValue
        preview_value = {
            "text": "Une dynamique en émergence qui se structure progressivement",
            "attribution": "Le RAMEAU, 2018",
        }


TONES = [("retenir", "À retenir"), ("methode", "Méthode"), ("attention", "Attention")]
TONE_CLASSES = {"retenir": "is-keep", "methode": "is-method", "attention": "is-care"}


class CalloutValue(SourcedValue):
    @property
    def tone_class(self) -> str:
        return TONE_CLASSES.get(self.get("tone") or "", "is-method")

    @property
    def tone_name(self) -> str:
        return dict(TONES).get(self.get("tone") or "", "Méthode")


class CalloutBlock(FactBlock):
    tone = blocks.ChoiceBlock(TONES, label="Ton", default="methode")
    title = blocks.CharBlock(label="Titre", max_length=160)
    text = blocks.TextBlock(label="Texte", rows=4)
    src = sources()

    class Meta:
        icon = "info-circle"
        label = "Encadré"
        group = READ
        description = "Ce qu’il faut retenir, une méthode, une mise en garde."
        template = "components/blocks/callout.html"
        value_class = CalloutValue
        preview_value = {
            "tone": "methode",
            "title": "Un même chiffre, deux récits",
            "text": "Dites toujours quelles réponses vous additionnez.",
        }


class ListBlock(FactBlock):
    title = blocks.CharBlock(label="Titre", max_length=160, required=False)
    is_ordered = blocks.BooleanBlock(label="Numérotée", required=False)
    items = blocks.ListBlock(blocks.CharBlock(max_length=400), label="Éléments", min_num=1)
    src = sources()
    a_verifier = doubt()

    class Meta:
        icon = "list-ul"
        label = "Liste"
        label_format = "{title} {items}"
        group = READ
        description = "Des éléments de même rang, numérotés ou non."
        template = "components/blocks/list.html"
        value_class = SourcedValue
        preview_value = {"items": ["Les domaines", "Les territoires", "Les acteurs"]}


# The grid knows no French: its menu is the only way to a row or a column more.
GRID_MENU = {
    "row_above": {"name": "Ajouter une ligne au-dessus"},
    "row_below": {"name": "Ajouter une ligne au-dessous"},
    "around_rows": "---------",
    "col_left": {"name": "Ajouter une colonne à gauche"},
    "col_right": {"name": "Ajouter une colonne à droite"},
    "around_columns": "---------",
    "remove_row": {"name": "Retirer la ligne"},
    "remove_col": {"name": "Retirer la colonne"},
    "around_removals": "---------",
    "undo": {"name": "Annuler"},
    "redo": {"name": "Rétablir"},
}
GRID_HELP = "Un clic droit dans une case ajoute ou retire une ligne, une colonne."


class GridBlock(WagtailTableBlock):
    """The cells of a table. What is no table in what a form sends is an absent one, which is asked for at publication.
    Every page names columns by the first row and rows by the first cell: Wagtail's own choice of headers changes nothing, and is
    neither shown (`admin.css`) nor asked for."""

    def __init__(self, required: bool = True, help_text: str = GRID_HELP, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, **kwargs)

    def get_table_options(self, table_options: dict[str, Any] | None = None) -> dict[str, Any]:
        options: dict[str, Any] = super().get_table_options(table_options=table_options)
        return {**options, "contextMenu": {"items": GRID_MENU}}

    def value_from_form(self, value: str) -> dict[str, Any] | None:
        try:
            cells = super().value_from_form(value)
            rows = cells["data"]
        except (ValueError, TypeError, KeyError):
            return None
        is_table = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
        return cells if is_table else None

    def clean(self, value: dict[str, Any] | None) -> Any:
        if not value:
            return super().clean(value)
        rows = list(value["data"])
        # A new grid has three rows: one left blank would be drawn, with an empty header.
        while rows and not self.is_deferred_validation and not any(str(cell or "").strip() for cell in rows[-1]):
            rows.pop()
        return super().clean({**value, "data": rows, "table_header_choice": value.get("table_header_choice") or "both"})


class TableBlock(FactBlock):
    """A table has a caption and a header: without them a screen reader reads numbers that mean nothing."""

    caption = blocks.CharBlock(label="Légende", max_length=200)
    # Its grid knows no French, and complains of it in the console.
    table = GridBlock(label="Tableau", table_options={"startRows": 3, "startCols": 3, "language": "en-US"})
    source = blocks.CharBlock(label="Source", max_length=200, required=False)
    src = sources()
    a_verifier = doubt()
    calcul = blocks.BooleanBlock(label="Addition faite par nous", required=False, help_text=ADDED)

    class Meta:
        icon = "table"
        label = "Tableau"
        label_format = "{caption}"
        group = READ
        description = "Pour ce qui se compare. La première ligne nomme les colonnes."
        template = "components/blocks/table.html"
        value_class = SourcedValue
        preview_value = {"caption": "Deux regards", "table": {"data": [["Réponse", "Maires"], ["Un peu", "46 %"]]}}

    def clean(self, value: SourcedValue) -> SourcedValue:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        rows = (value.get("table") or {}).get("data") or []
        errors = {}
        # The corner above the names of the rows may stay empty.
        if not rows or not all(str(cell or "").strip() for cell in rows[0][1:]):
            errors["table"] = ValidationError("Nommez chaque colonne dans la première ligne du tableau, ou retirez-la d’un clic droit.")
        has_figures = any(FIGURE.search(str(cell or "")) for row in rows[1:] for cell in row[1:])
        # A table of figures may say the source of each in a column of its own.
        says_source = any("source" in str(cell or "").casefold() for row in rows[:1] for cell in row)
        if has_figures and not (value["source"] or value["src"] or value["calcul"] or says_source):
            errors["source"] = ValidationError("Ce tableau montre des chiffres : dites d’où ils viennent.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value
