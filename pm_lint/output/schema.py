"""`pm-lint show --template`: what pm-lint understood of a template, so that its maintainer sees what will be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pm_lint.output.counting import plural
from pm_lint.output.escape import terminal
from pm_lint.output.json import VERSION, dumps

if TYPE_CHECKING:
    from pm_lint.postmortem.schema import FieldSpec, Schema, SectionSpec


def render_text(schema: Schema) -> str:
    """For people."""
    lines = [
        f"{schema.name}: what this template asks for",
        f"  Title  {_title(schema)}",
        "",
        plural(len(schema.fields), "field"),
        *(_field(field) for field in schema.fields),
        "",
        plural(len(schema.sections), "section"),
        *_sections(schema),
        "",
        *_notes(schema),
    ]
    return "".join(f"{terminal(line.rstrip())}\n" for line in lines)


def _title(schema: Schema) -> str:
    if not schema.titled:
        return "none: a document needs no heading of level 1"
    if schema.title is None:
        return "any heading of level 1"
    return f"{schema.title}{'  (begins with a date, as YYYY-MM-DD)' if schema.title_date else ''}"


def _field(field: FieldSpec) -> str:
    facts = [field.role or "no role", *(["optional"] if not field.required else [])]
    return f"  {field.label}  ({', '.join(facts)})  [{field.line}]"


def _sections(schema: Schema) -> Iterator[str]:
    top = min(section.level for section in schema.sections)
    for section in schema.sections:
        indent = "  " * (1 + section.level - top)
        yield f"{indent}{section.title}  ({', '.join(_facts(section, schema))})  [{section.line}]"
        if section.aliases:
            yield f"{indent}  or: {', '.join(section.aliases)}"


def _facts(section: SectionSpec, schema: Schema) -> Iterator[str]:
    yield section.role or "no role"
    if not section.required:
        yield "optional"
    if schema.acts == 2 and section.act == 2:
        yield "at the meeting"
    if section.columns:
        yield "table: " + " | ".join(section.columns)
    if section.list_expected:
        yield "list"


def _notes(schema: Schema) -> Iterator[str]:
    yield (
        f"{plural(len(schema.instructions), 'instruction')}: text that a document must not keep. "
        "`<!-- pm-lint: keep -->` after a sentence says that it may stay."
    )
    if schema.acts == 1:
        yield "All sections are due at once: no `<!-- pm-lint: from=meeting -->` says what waits for the meeting."
    unknown = [section.title for section in schema.sections if section.role is None]
    if unknown:
        what = plural(len(unknown), "section")
        yield f"{what} without a role must be there, and no rule looks further: {', '.join(unknown)}."
        yield "`<!-- pm-lint: role=NAME -->` under a heading gives it one."
    roles = {section.role for section in schema.sections} | {field.role for field in schema.fields}
    missed = [role for role in _LOOKED_FOR if role not in roles]
    if missed:
        yield f"Nothing here has the role {' or '.join(missed)}: rules about that look only where a document has it."


#: The roles that most rules are about.
_LOOKED_FOR = ("owner", "meeting", "impact", "timeline", "action-items")


def render_json(schema: Schema) -> str:
    """For tools: every key is always there, the unknown is null."""
    return dumps(
        {
            "version": VERSION,
            "template": schema.name,
            "title": {"form": schema.title, "date_first": schema.title_date, "required": schema.titled},
            "acts": schema.acts,
            "fields": [_field_json(field) for field in schema.fields],
            "sections": [_section_json(section) for section in schema.sections],
            "instructions": len(schema.instructions),
        }
    )


def _field_json(field: FieldSpec) -> dict[str, Any]:
    return {"label": field.label, "role": field.role, "required": field.required, "line": field.line}


def _section_json(section: SectionSpec) -> dict[str, Any]:
    return {
        "title": section.title,
        "aliases": list(section.aliases),
        "level": section.level,
        "parent": section.parent,
        "role": section.role,
        "required": section.required,
        "act": section.act,
        "columns": list(section.columns),
        "list": section.list_expected,
        "line": section.line,
    }
