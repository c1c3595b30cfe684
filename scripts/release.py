"""What a release does besides calling other people's tools: checks, and the edits of action.yml.

    release.py check v1.2.3        is this the version, and does the changelog have it?
    release.py notes v1.2.3        what the changelog says of it
    release.py major v1.2.3        the tag that users follow: v1; a candidate (v1.2.3rc1) moves none
    release.py epoch               SOURCE_DATE_EPOCH of a build: the commit's time
    release.py pin IMAGE DIGEST    let action.yml name a built image instead of the Dockerfile

Each prints its result, or says what is wrong in one sentence and exits with 1. Run in the top folder of a checkout.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

#: A release, or a candidate for one.
_TAG = re.compile(r"v((0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}(rc[1-9]\d{0,2})?)")
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


def main(arguments: list[str], root: Path) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "notes", "major"):
        commands.add_parser(name).add_argument("tag")
    commands.add_parser("epoch")
    pin = commands.add_parser("pin")
    pin.add_argument("image")
    pin.add_argument("digest")
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
        case "major":
            return f"{major_of(options.tag)}\n"
        case "epoch":
            command = ("git", "-C", str(root), "log", "-1", "--format=%ct")
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        case _:
            text = pinned(read("action.yml"), options.image, options.digest)
            (root / "action.yml").write_text(text, encoding="utf-8")
            return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
