"""One function for each place where text leaves by this room, each pure, applied at the last moment.

Whatever stands in a document, a path or a message is data: on a terminal it moves no cursor and hides nothing, and to
the runner that reads our output it is no command. Nothing here is undone by being applied twice.
"""

from __future__ import annotations

from pm_lint.regex import regex

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
#: Letters and marks without a shape, which are neither controls nor spaces; and all of plane 14: tags and others that
#: nobody sees, assigned or not.
_SHAPELESS = regex("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\U000e0000-\U000effff]")


def visible(text: str) -> str:
    """Every control, invisible format control, line separator and lone surrogate as an escape such as ``\\x1b``.

    Each character by itself, whatever stands beside it: what is put together afterwards is escaped as well.
    """
    if text.isprintable() and (text.isascii() or not _SHAPELESS.search(text)):
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    shapeless = bool(_SHAPELESS.match(char))
    if char.isprintable() and not shapeless:
        return char
    if char in _NAMED:
        return _NAMED[char]
    from unicodedata import category

    code = ord(char)
    if category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} and not shapeless:
        return char  # a space of some width, or a character newer than our tables
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def broken_up(text: str) -> str:
    """No ``##[command]`` anywhere: the runner obeys it wherever it stands in a line."""
    return text.replace("##[", "##\\[")


def terminal(line: str) -> str:
    """One whole line of a terminal or a log. The caller splits lines; a line break left in it becomes visible.

    In Actions the runner reads this log: ``::command::``, which it obeys after any space, becomes ``:\\:command::``.
    """
    line = broken_up(visible(line))
    start = len(line) - len(line.lstrip())
    if line.startswith("::", start):
        return f"{line[:start]}:\\{line[start + 1 :]}"
    return line


def command_data(text: str) -> str:
    """The message of a workflow command. Line breaks stay line breaks, in the runner's own way of writing them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(broken_up(visible(line)).replace("%", "%25") for line in lines)


def command_property(text: str) -> str:
    """The value of a property of a workflow command, such as its file."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def delimiter(value: str) -> str:
    """A random delimiter for ``output_file`` that does not occur in the value."""
    import secrets  # only GitHub's output files need it

    while (word := f"pm-lint-{secrets.token_hex(16)}") in value:
        pass
    return word


def output_file(name: str, value: str, delimiter: str) -> str:
    """One entry of the runner's `GITHUB_OUTPUT` file. Raises ValueError where name or value could end it early."""
    if not all(char.isalnum() or char in "-_" for char in name) or not name.isascii() or not name:
        raise ValueError(f"not the name of an output: {name!r}")
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    value = "\n".join(map(visible, lines))
    if not delimiter or delimiter in value:
        raise ValueError("the delimiter occurs in the value")
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def json_text(text: str) -> str:
    """A JSON document (in ASCII) that is also safe in a log: its value is the same, and no line of it is a command."""
    return text.replace("##[", "#\\u0023[").replace("\x7f", "\\u007f")


def lines_of(text: str) -> str:
    """Text of several lines for a program that shows it to people: line breaks stay, nothing else moves or hides."""
    return "\n".join(map(visible, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def uri(path: str) -> str:
    """A path as a relative reference, percent-encoded: the very bytes of its name, if it has some that are no text."""
    from urllib.parse import quote

    try:
        return quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # half of a pair, which no file system has given us
        return quote(path, errors="replace")


def xml_text(text: str) -> str:
    """The text of an element of XML 1.0, which knows no controls; no line of it is a command to a runner."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_xml(terminal(line)) for line in lines)


def xml_attribute(text: str) -> str:
    """The value of an attribute, which stands between double quotes, on one line."""
    return _xml(broken_up(visible(" ".join(text.split("\n")))))


def _xml(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
