"""`pm-lint completions`: a script that completes commands, options, their values, rules and files in a shell.

It is made from the tables that the command line is read by, and asks nothing of pm-lint while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pm_lint.arguments import COMMANDS
from pm_lint.record import NamedTuple
from pm_lint.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What a value is, by what the help calls it. Whatever else there is, nobody can guess.
_KINDS = {
    "FILE": "files",
    "PATH": "files",
    "RULE": "rules",
    "RULES": "lists of rules",
    "FORMAT=FILE": "outputs",
}


class Value(NamedTuple):
    """What may be typed for an argument: a kind of ``_KINDS``, or "" with the ``words`` there are."""

    kind: str
    words: tuple[str, ...]


class Option(NamedTuple):
    """An option as it is completed. ``value`` is None where it takes none."""

    name: str
    help: str
    value: Value | None
    repeats: bool


class Command(NamedTuple):
    """A command as it is completed. ``row`` is what may stand beside its options, None for nothing."""

    name: str
    help: str
    options: tuple[Option, ...]
    row: Value | None
    #: Whether there may be several of it.
    several: bool


def script(shell: str) -> str:
    """The script for one of `arguments.SHELLS`."""
    return _SCRIPTS[shell](commands())


def commands() -> tuple[Command, ...]:
    """All commands, as they are completed."""
    return tuple(_command(name, help, dict(arguments())) for name, (help, arguments) in COMMANDS.items())


def rule_words() -> tuple[str, ...]:
    """What a rule may be called, and the groups."""
    named = [word for rule in RULES.values() for word in (rule.id, rule.name)]
    return (*named, *dict.fromkeys(rule.group.name for rule in RULES.values()))


def _command(name: str, help: str, arguments: Mapping[str, dict[str, Any]]) -> Command:
    options = [
        Option(word, told.get("help", ""), _value(told), told.get("action") == "append")
        for word, told in arguments.items()
        if word.startswith("-")
    ]
    options.append(Option("--help", "say what there is", None, False))
    row = next((told for word, told in arguments.items() if not word.startswith("-")), None)
    if row is None:
        return Command(name, help, tuple(options), None, False)
    return Command(name, help, tuple(options), _value(row), row.get("nargs") == "*")


def _value(told: Mapping[str, Any]) -> Value | None:
    if told.get("action") == "store_true":
        return None
    if "choices" in told:
        return Value("", tuple(map(str, told["choices"])))
    return Value(_KINDS.get(told["metavar"], "nothing"), ())


# -- bash --------------------------------------------------------------------------------------------------------------

#: `=` ends a word in bash, so a value may be a word of its own, or the rest of one.
_BASH = """\
# bash completion of pm-lint, printed by `pm-lint completions bash`

_pm_lint_words() {{
    local IFS=$' \\t\\n' word
    COMPREPLY=()
    for word in $1; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$2$word$3")
    done
}}

_pm_lint_files() {{
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
}}

_pm_lint_list() {{
    local before=""
    [[ $cur == *,* ]] && before="${{cur%,*}},"
    cur="${{cur##*,}}"
    compopt -o nospace 2>/dev/null
    _pm_lint_words "$1" "$before"
}}

_pm_lint() {{
    local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" command="${{COMP_WORDS[1]-}}"
    local rules="{rules}"
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _pm_lint_words "{commands} --help --version"
        return
    fi
    [[ $cur == "=" ]] && cur=""
    if [[ $prev == "=" ]] && ((COMP_CWORD > 2)); then
        prev="${{COMP_WORDS[COMP_CWORD-2]}}"
        [[ $prev == -* ]] || {{ _pm_lint_files; return; }}
    elif [[ ${{COMP_WORDS[COMP_CWORD]}} == "=" && $prev != -* ]]; then
        _pm_lint_files
        return
    fi
    case "$command $prev" in
{values}
    esac
    if [[ $cur == -* ]]; then
        case "$command" in
{options}
        esac
        return
    fi
    case "$command" in
{rows}
    esac
}}

complete -F _pm_lint pm-lint
"""


def _bash(found: Sequence[Command]) -> str:
    values = [
        f'        "{one.name} {option.name}") {_bash_value(option.value)}; return ;;'
        for one in found
        for option in one.options
        if option.value
    ]
    named = {one.name: " ".join(option.name for option in one.options) for one in found}
    options = [f'            {name}) _pm_lint_words "{words}" ;;' for name, words in named.items()]
    rows = [f"        {one.name}) {_bash_value(one.row)} ;;" for one in found if one.row]
    return _BASH.format(
        rules=" ".join(rule_words()),
        commands=" ".join(one.name for one in found),
        values="\n".join(values),
        options="\n".join(options),
        rows="\n".join(rows),
    )


def _bash_value(value: Value) -> str:
    return {
        "files": "_pm_lint_files",
        "rules": '_pm_lint_words "$rules"',
        "lists of rules": '_pm_lint_list "$rules"',
        "outputs": f'compopt -o nospace 2>/dev/null; _pm_lint_words "{_formats()}" "" "="',
        "nothing": "return",
    }.get(value.kind) or f'_pm_lint_words "{" ".join(value.words)}"'


def _formats() -> str:
    from pm_lint.arguments import FORMATS

    return " ".join(FORMATS)


# -- zsh ---------------------------------------------------------------------------------------------------------------

_ZSH = """\
#compdef pm-lint
# zsh completion of pm-lint, printed by `pm-lint completions zsh`

_pm_lint_rules() {{
    local -a rules=({rules})
    compadd -a rules
}}

_pm_lint_rule_list() {{
    _values -s , rule {rules}
}}

_pm_lint_output() {{
    if compset -P '*='; then
        _files
    else
        compadd -S = -- {formats}
    fi
}}

_pm_lint() {{
    local -a commands=(
{commands}
    )
    if ((CURRENT == 2)); then
        _describe command commands
        compadd -- --help --version
        return
    fi
    local command=${{words[2]}}
    shift words
    ((CURRENT--))
    case $command in
{cases}
    esac
}}

if [[ $funcstack[1] == _pm_lint ]]; then
    _pm_lint "$@"
else
    compdef _pm_lint pm-lint
fi
"""


def _zsh(found: Sequence[Command]) -> str:
    return _ZSH.format(
        rules=" ".join(rule_words()),
        formats=_formats(),
        commands="\n".join(f"        {_quoted(f'{one.name}:{one.help}')}" for one in found),
        cases="\n".join(_zsh_case(one) for one in found),
    )


def _zsh_case(command: Command) -> str:
    lines = [f"        {command.name})", "            _arguments \\"]
    for option in command.options:
        star = "*" if option.repeats else ""
        sign = "=" if option.value else ""
        action = f":value:{_zsh_value(option.value)}" if option.value else ""
        lines.append(f"                {_quoted(f'{star}{option.name}{sign}[{_zsh_help(option.help)}]{action}')} \\")
    if command.row:
        row = f"{'*' if command.several else ''}:value:{_zsh_value(command.row)}"
        lines.append(f"                {_quoted(row)}")
    else:
        lines[-1] = lines[-1].removesuffix(" \\")
    return "\n".join([*lines, "            ;;"])


def _zsh_help(text: str) -> str:
    """Brackets end a description, and a colon what it is of."""
    return text.replace("[", "(").replace("]", ")").replace(":", "\\:")


def _zsh_value(value: Value) -> str:
    return {
        "files": "_files",
        "rules": "_pm_lint_rules",
        "lists of rules": "_pm_lint_rule_list",
        "outputs": "_pm_lint_output",
        "nothing": " ",
    }.get(value.kind) or f"({' '.join(value.words)})"


# -- fish --------------------------------------------------------------------------------------------------------------

_FISH = """\
# fish completion of pm-lint, printed by `pm-lint completions fish`

function __pm_lint_rules
    printf '%s\\n' {rules}
end

# What is typed of a list with commas, and each rule behind it.
function __pm_lint_rule_list
    set -l before (string match -r '^.*,' -- (commandline -ct | string replace -r '^--[a-z-]+=' ''))
    for rule in (__pm_lint_rules)
        echo "$before$rule"
    end
end

# A format, or the files behind one.
function __pm_lint_output
    set -l typed (commandline -ct | string replace -r '^--output=' '')
    if string match -q -- '*=*' $typed
        set -l format (string split -m 1 = -- $typed)[1]
        __fish_complete_path (string split -m 1 = -- $typed)[2] | string replace -r '^' "$format="
    else
        printf '%s=\\n' {formats}
    end
end

complete -c pm-lint -f
complete -c pm-lint -n __fish_use_subcommand -l help -d 'say what there is'
complete -c pm-lint -n __fish_use_subcommand -l version -d 'print the version'
{lines}
"""


def _fish(found: Sequence[Command]) -> str:
    lines: list[str] = []
    for one in found:
        lines.append(f"complete -c pm-lint -n __fish_use_subcommand -a {one.name} -d {_quoted(one.help)}")
        here = f"complete -c pm-lint -n '__fish_seen_subcommand_from {one.name}'"
        lines += [
            f"{here} -l {option.name.removeprefix('--')}{_fish_value(option.value)} -d {_quoted(option.help)}"
            for option in one.options
        ]
        if one.row:
            lines.append(here + _fish_value(one.row).replace(" -x", "").replace(" -r", ""))
    return _FISH.format(rules=" ".join(rule_words()), formats=_formats(), lines="\n".join(lines))


def _fish_value(value: Value | None) -> str:
    if value is None:
        return ""
    return {
        "files": " -r -F",
        "rules": " -x -a '(__pm_lint_rules)'",
        "lists of rules": " -x -a '(__pm_lint_rule_list)'",
        "outputs": " -x -a '(__pm_lint_output)'",
        "nothing": " -x",
    }.get(value.kind) or f" -x -a {_quoted(' '.join(value.words))}"


# -- all of them -------------------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """A word between single quotes, in all of these shells."""
    return "'" + text.replace("'", "’") + "'"


_SCRIPTS: Mapping[str, Callable[[Sequence[Command]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
