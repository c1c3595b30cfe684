# The action's image. GitHub's runner builds it at the start of a job, so it must be quick to build (nothing is
# compiled but byte code) and quick to start (all byte code is there: official Python images ship none).
#
# The base is 3.13.15-slim-trixie, pinned by digest in a stage of its own, where Dependabot finds it. Where that
# digest can't be pulled, another image with CPython 3.13 in /usr/local takes its place: --build-arg BASE=IMAGE.
ARG BASE=pinned
FROM docker.io/library/python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS pinned

FROM ${BASE} AS dependencies
COPY requirements.lock /
RUN ["python", "-I", "-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-compile", "--root-user-action=ignore", \
     "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", "--prefix=/install", "--requirement=/requirements.lock"]

FROM ${BASE}
LABEL org.opencontainers.image.title="pm-lint" \
      org.opencontainers.image.description="Lints incident postmortems and turns their action items into issues" \
      org.opencontainers.image.licenses="MIT"
# Byte code is never compared with its source (unchecked-hash), for neither changes again. First the dependencies and
# the standard library, less what none of our code can need; then, in layers of their own, what changes most often.
COPY --from=dependencies /install/lib /usr/local/lib
RUN ["python", "-I", "-m", "compileall", "-q", "-j0", "--invalidation-mode=unchecked-hash", \
     "-x/(ensurepip|idlelib|pip|pydoc_data|test|tests|tkinter|turtledemo)/", "/usr/local/lib/python3.13"]
COPY pm_lint /usr/local/lib/python3.13/site-packages/pm_lint
RUN ["python", "-I", "-m", "compileall", "-q", "-j0", "--invalidation-mode=unchecked-hash", "/usr/local/lib/python3.13/site-packages/pm_lint"]

# The working directory is the runner's workspace, which a pull request's author may have filled: -I keeps it, and
# every PYTHON… variable, out of what is imported; -B writes no byte code. There is no USER: GitHub demands that
# container actions run as root, because the workspace and the command files belong to other users.
ENTRYPOINT ["/usr/local/bin/python", "-I", "-B", "-X", "utf8", "-m", "pm_lint", "action"]
