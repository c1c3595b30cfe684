"""Gather, in an empty folder, what pm-lint needs of the image that this runs in, and nothing else.

    python image_root.py ROOT [FOLDER…]

Run while the image is built (Dockerfile). ROOT becomes the root of an image without shell, package manager or pip: the
interpreter and its standard library, the shared libraries that these and the extension modules in each FOLDER are
linked to, the certificates of authorities, a table of time zones. Debian's own record of each package that a file came
from goes with it, so that scanners know what is there.
"""

# ruff: noqa: S603, S607 - of what is run, nothing comes from outside of the image

from __future__ import annotations

import compileall
import importlib.metadata
import os
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

VERSION = "python{}.{}".format(*sys.version_info)
LIBRARY = Path("/usr/local/lib") / VERSION
#: Parts of the standard library that no program of ours can need.
LEFT_OUT: tuple[str, ...] = (
    "ensurepip",
    "idlelib",
    "pydoc_data",
    "site-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
)
LEFT_OUT += ("__pycache__", "config-*", "_test*.so", "_ctypes_test*.so", "_xx*.so", "_tkinter*.so")
#: Packages of the lock file that are never imported: PyJWT works without the first, which only a GitHub App's own key
#: needs, and cffi is there for its compiled part.
UNUSED = ("cryptography", "pycparser")
FILES = (
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/openssl.cnf",
    "/usr/lib/os-release",
    "/usr/lib/ssl/openssl.cnf",
    "/usr/share/doc/ca-certificates/copyright",  # of whom the bundle above is, which nobody's list names
)
_LINKED = re.compile(r"(/\S+) \(0x[0-9a-f]+\)$", re.MULTILINE)


def main(root: Path, folders: Sequence[Path]) -> None:
    for folder in folders:
        _remove_unused(folder)
    for link, target in {"bin": "usr/bin", "lib": "usr/lib", "lib64": "usr/lib64", "sbin": "usr/sbin"}.items():
        (root / target).mkdir(parents=True)
        (root / link).symlink_to(target)
    shutil.copytree(LIBRARY, _in(root, LIBRARY), symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
    python = Path(sys.executable).resolve()
    modules = [*LIBRARY.glob("lib-dynload/*.so"), *(path for folder in folders for path in folder.rglob("*.so"))]
    modules = [path for path in modules if not any(path.match(pattern) for pattern in LEFT_OUT)]
    files = {*map(Path, FILES), *_linked([python, *modules])}
    for file in sorted(files):
        _copy(file, root)
    _copy(python, root)
    _in(root, python).parent.joinpath("python").symlink_to(python.name)
    _packages({*files, *(path.resolve() for path in files)}, root)
    for name, target in {"cert.pem": "certs/ca-certificates.crt", "certs": "certs"}.items():
        (root / "usr/lib/ssl" / name).symlink_to(Path("/etc/ssl") / target)
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/sbin/nologin\n")
    (root / "etc/group").write_text("root:x:0:\n")
    # Without its cache the dynamic linker doesn't look into /usr/local/lib.
    (root / "etc/ld.so.conf").write_text("/usr/local/lib\n")
    subprocess.run(["/sbin/ldconfig", "-r", root], check=True)
    for folder in (root, *folders):
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(folder, quiet=1, workers=0, stripdir=str(folder), invalidation_mode=mode)
    # The time zones are those of the lock file, where Python looks first.
    (root / "usr/share").mkdir(parents=True, exist_ok=True)
    (root / "usr/share/zoneinfo").symlink_to(LIBRARY / "site-packages/tzdata/zoneinfo")


def _remove_unused(folder: Path) -> None:
    [packages] = folder.rglob("site-packages")
    for one in [*importlib.metadata.distributions(path=[str(packages)])]:
        if one.name in UNUSED:
            for name in {file.parts[0] for file in one.files or ()}:
                shutil.rmtree(packages / name)


def _in(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _linked(binaries: Iterable[Path]) -> Iterator[Path]:
    """The shared libraries that binaries need, and theirs, by the names under which they are looked for."""
    for binary in binaries:
        said = subprocess.run(["ldd", binary], capture_output=True, text=True).stdout
        if "not found" in said:
            raise SystemExit(f"{binary} needs a library that is not here:\n{said}")
        for name in _LINKED.findall(said):
            # /lib is a link, in the new root too: a file is to stand where it really is
            path = Path(os.path.normpath(name))
            yield path.parent.resolve() / path.name


def _copy(path: Path, root: Path) -> None:
    """A file as it is; a link with what it leads to."""
    target = _in(root, path)
    if target.exists() or target.is_symlink() or not (path.exists() or path.is_symlink()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        led = Path(os.path.normpath(path.parent / path.readlink()))
        target.symlink_to(path.readlink())
        if led.is_dir():
            _in(root, led).mkdir(parents=True, exist_ok=True)
        else:
            _copy(led.parent.resolve() / led.name, root)
    else:
        shutil.copy2(path, target)


def _packages(files: Iterable[Path], root: Path) -> None:
    """Debian's record and licence of each package that one of the files came from."""
    records = root / "var/lib/dpkg/status.d"
    records.mkdir(parents=True)
    # Older packages own a file under the name that it had before /lib was moved into /usr.
    names = {name for file in files for name in (str(file), str(file).removeprefix("/usr"))}
    owners = subprocess.run(["dpkg", "-S", *sorted(names)], capture_output=True, text=True).stdout
    lines = [line.partition(": ")[0] for line in owners.splitlines() if not line.startswith("diversion")]
    for package in sorted({package for line in lines for package in line.split(", ")}):
        name = package.partition(":")[0]
        record = subprocess.run(["dpkg-query", "-s", package], check=True, capture_output=True, text=True).stdout
        (records / name).write_text(record)
        _copy(Path("/usr/share/doc") / name / "copyright", root)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
