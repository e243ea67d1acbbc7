"""Form controls as our look draws them."""

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The control alone, without a placeholder: its label stands above it and stays there while one types.

    What is required is said wrong only once it was refused: a browser already says so of a list, a date or a box still blank.
    """
    attrs: dict[str, str | bool] = {"placeholder": False}
    if not isinstance(field.field.widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        attrs["class"] = "input"
    if field.field.required and not field.errors:
        attrs["aria-invalid"] = "false"
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label stands beside the control instead of above it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def points(field: BoundField) -> list[str]:
    """What is to correct, as links out of their field say it: a sentence that fits several fields follows the name of its own."""
    unnamed = str(Field.default_error_messages["required"])
    said = [str(error) for errors in field.form.errors.values() for error in errors]
    return [f"{field.label}\u00a0: {error}" if error == unnamed or said.count(str(error)) > 1 else str(error) for error in field.errors]
