"""What a release does besides calling other people's tools: checks, and the edits of action.yml.

    release.py check v1.2.3        is this the version, and does the changelog have it?
    release.py notes v1.2.3        what the changelog says of it
    release.py epoch               SOURCE_DATE_EPOCH of a build: the commit's time
    release.py move v1.2.3 IMAGE DIGEST
                                   commit, on top of the tag, an action.yml that names this image instead of the
                                   Dockerfile; push it as the tags action-v1.2.3 and v1; print the commit

Each prints its result, or says what is wrong in one sentence and exits with 1. Run in the top folder of a checkout.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

#: A release, or a candidate for one.
_TAG = re.compile(r"v((0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}(rc[1-9]\d{0,2})?)")
_BOT = "github-actions[bot]"
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_IMAGE = re.compile(r"^( +image: )(\S+)$", re.MULTILINE)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*(?::\d+)?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class ReleaseError(Exception):
    """Why there can be no such release, in one sentence."""


def version_of(tag: str) -> str:
    """The version that a tag stands for: ``1.2.3`` of ``v1.2.3``. Raises ReleaseError."""
    if not (match := _TAG.fullmatch(tag)):
        raise ReleaseError(f"{tag!r} is no tag of a release: it looks like v1.2.3, or v1.2.3rc1")
    return match[1]


def major_of(tag: str) -> str:
    """The tag that users follow, ``v1``; "" for a candidate, which nobody gets unasked. Raises ReleaseError."""
    version_of(tag)
    match = _TAG.fullmatch(tag)
    return f"v{match[2]}" if match and not match[3] else ""


def check(tag: str, package: str, changelog: str) -> str:
    """The version, if the package's source and the changelog agree with the tag on it. Raises ReleaseError."""
    version = version_of(tag)
    found = _VERSION.search(package)
    if found is None or found[1] != version:
        said = found[1] if found else "none"
        raise ReleaseError(f"the tag {tag} stands for version {version}, but pm_lint/__init__.py says {said}")
    notes(tag, changelog)
    return version


def notes(tag: str, changelog: str) -> str:
    """What stands under the version's heading in the changelog. Raises ReleaseError if nothing does."""
    version = version_of(tag).partition("rc")[0]
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if heading.split() and heading.split()[0] == version:
            if not body.strip():
                raise ReleaseError(f"CHANGELOG.md says nothing under {version}")
            return body.strip() + "\n"
    raise ReleaseError(f"CHANGELOG.md has no heading `## {version}`: give what is under `## Unreleased` this name")


def pinned(action: str, image: str, digest: str) -> str:
    """The text of action.yml with that image, by its digest, so that users pull it and nobody can change it. Raises
    ReleaseError."""
    if not _NAME.fullmatch(image):
        raise ReleaseError(
            f"{image!r} is no name of an image: it is lower case and without a tag, as in ghcr.io/o/name"
        )
    if not _DIGEST.fullmatch(digest):
        raise ReleaseError(f"{digest!r} is no digest of an image")
    return with_image(action, f"docker://{image}@{digest}")


def with_image(action: str, image: str) -> str:
    """The text of action.yml with that image and no other change. Raises ReleaseError."""
    if len(_IMAGE.findall(action)) != 1:
        raise ReleaseError("action.yml should have one line `image: …`")
    return _IMAGE.sub(lambda match: match[1] + image, action)


def is_newest(tag: str, tags: Iterable[str]) -> bool:
    """Whether no other of the tags is a later release with the same major number: a mend of an old release must not
    take its users back. Raises ReleaseError."""
    major = major_of(tag)
    same = [other for other in tags if _TAG.fullmatch(other) and major_of(other) == major]
    return bool(major) and all(_numbers(other) <= _numbers(tag) for other in same)


def _numbers(tag: str) -> tuple[int, ...]:
    return tuple(map(int, version_of(tag).split(".")))


def move(tag: str, image: str, digest: str, root: Path, remote: str = "origin") -> str:
    """Commit and push what users of the action follow, and return the commit. The same again gives the same commit, so
    that a run can be repeated. ``action-v1.2.3`` keeps the commit for those who pin it, after the major tag has moved
    on. A candidate and an older line move no major tag. Raises ReleaseError."""
    path = root / "action.yml"
    text = pinned(path.read_text(encoding="utf-8"), image, digest)
    commit = _git(root, "rev-parse", f"refs/tags/{tag}^{{commit}}")
    if _git(root, "rev-parse", "HEAD") != commit or _git(root, "status", "--porcelain", "--untracked-files=no"):
        raise ReleaseError(f"the checkout is not that of {tag}, or it is changed")
    known = (line.rpartition("refs/tags/")[2] for line in _git(root, "ls-remote", "--tags", remote).splitlines())
    refs = [f"HEAD:refs/tags/action-{tag}"]
    if is_newest(tag, [*known, tag]):
        refs.append(f"+HEAD:refs/tags/{major_of(tag)}")
    path.write_text(text, encoding="utf-8")
    _git(root, "commit", "--quiet", "-m", f"Let the action of {tag} pull its image", "action.yml", when=commit)
    _git(root, "push", "--quiet", "--atomic", remote, *refs)
    return _git(root, "rev-parse", "HEAD")


def _git(root: Path, *arguments: str, when: str = "") -> str:
    """What git says; with ``when``, as the bot, at that commit's time. Raises ReleaseError."""
    env = dict(os.environ)
    if when:
        date = _git(root, "log", "-1", "--format=%cI", when)
        for who in ("AUTHOR", "COMMITTER"):
            env |= {f"GIT_{who}_NAME": _BOT, f"GIT_{who}_DATE": date}
            env[f"GIT_{who}_EMAIL"] = f"41898282+{_BOT}@users.noreply.github.com"
    command = ("git", "-C", str(root), *arguments)
    done = subprocess.run(command, capture_output=True, text=True, env=env)  # noqa: S603 - no shell
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def main(arguments: list[str], root: Path) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, arguments_of in {
        "check": ["tag"],
        "notes": ["tag"],
        "epoch": [],
        "move": ["tag", "image", "digest"],
    }.items():
        command = commands.add_parser(name)
        for argument in arguments_of:
            command.add_argument(argument)
    options = parser.parse_args(arguments)
    try:
        print(_run(options, root), end="")
    except ReleaseError as error:
        print(f"release: {error}.", file=sys.stderr)
        return 1
    return 0


def _run(options: argparse.Namespace, root: Path) -> str:
    def read(name: str) -> str:
        return (root / name).read_text(encoding="utf-8")

    match options.command:
        case "check":
            return check(options.tag, read("pm_lint/__init__.py"), read("CHANGELOG.md")) + "\n"
        case "notes":
            return notes(options.tag, read("CHANGELOG.md"))
        case "epoch":
            return _git(root, "log", "-1", "--format=%ct") + "\n"
        case _:
            return move(options.tag, options.image, options.digest, root) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
