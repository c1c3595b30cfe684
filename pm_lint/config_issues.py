"""What the values of `[action-items]` may be that say how an issue looks on GitHub, and where it is made."""

from __future__ import annotations

from pm_lint.config import LABELS, Label
from pm_lint.config_values import TEXT, Key, Kind, Place, a_label, a_list, a_table, a_text, refuse_unknown
from pm_lint.regex import regex

_COLOR_FORM = r"#?([0-9a-fA-F]{6})"
_COLOR = regex(_COLOR_FORM)
_REPOSITORY_FORM = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}"
_REPOSITORY = regex(_REPOSITORY_FORM)
#: GitHub's limit.
_MOST_DESCRIPTION = 100


def _a_color(value: object, place: Place) -> str:
    text = a_text(value, place)
    if not (found := _COLOR.fullmatch(text)):
        raise place.must(text, 'must be a colour of six hex digits, such as "d93f0b"')
    return found[1].lower()


def _a_description(value: object, place: Place) -> str:
    text = a_text(value, place)
    if len(text) > _MOST_DESCRIPTION or max(text) > "\uffff":
        raise place.must(text, f"must be at most {_MOST_DESCRIPTION} characters, without emoji: GitHub takes no other")
    return text


_NAME = Kind(a_label, {**TEXT.schema, "maxLength": 50})
_KEYS = (
    Key("name", "name", _NAME, "The label's name."),
    Key("color", "color", Kind(_a_color, {"type": "string", "pattern": f"^{_COLOR_FORM}$"}), "Its colour."),
    Key("description", "description", Kind(_a_description, {**TEXT.schema, "maxLength": 100}), "What it is for."),
)


def _described_label(value: object, place: Place) -> Label:
    """A label by its name alone, or by a table that says how it is made."""
    if isinstance(value, str):
        value = {"name": value}
    elif not isinstance(value, dict):
        raise place.must(value, 'must be a label\'s name, or a table such as { name = "postmortem", color = "5319e7" }')
    table = a_table(value, place)
    refuse_unknown(table, [key.name for key in _KEYS], place)
    if "name" not in table:
        raise place.must(value, 'must have a "name"')
    given = {key.field: key.kind.read(table[key.name], place.at(key.name)) for key in _KEYS if key.name in table}
    usual = next((one for one in LABELS if one.name == given["name"]), Label(""))
    return Label(**{"color": usual.color, "description": usual.description, **given})


def _a_repository(value: object, place: Place) -> str:
    text = a_text(value, place)
    if not _REPOSITORY.fullmatch(text) or text.rpartition("/")[2] in (".", ".."):
        raise place.must(text, 'must be a repository on GitHub as "owner/name", such as "octo-org/backlog"')
    return text


LABEL_LIST = a_list(
    _described_label,
    {
        "oneOf": [
            dict(_NAME.schema),
            {
                "type": "object",
                "properties": {key.name: dict(key.kind.schema) for key in _KEYS},
                "required": ["name"],
                "additionalProperties": False,
            },
        ]
    },
    same=lambda label: label.name.lower(),
)
REPOSITORY = Kind(_a_repository, {"type": "string", "pattern": f"^{_REPOSITORY_FORM}$"})
MILESTONE = TEXT
