# The action's image. Until there is a release to pull, GitHub's runner builds it at the start of a job; so it must be
# quick to build (nothing is compiled but byte code) and quick to start (all byte code is there: official Python images
# ship none).
#
# The base is 3.13.15-slim-trixie, pinned by digest in a stage of its own, where Dependabot finds it. Where that
# digest can't be pulled, another Debian with CPython 3.13 in /usr/local takes its place: --build-arg BASE=IMAGE.
ARG BASE=pinned
FROM docker.io/library/python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS pinned

# Each of three folders becomes a layer: Python, the dependencies, and what changes most often.
FROM ${BASE} AS parts
COPY requirements.lock /
RUN ["python", "-I", "-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-compile", "--root-user-action=ignore", \
     "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", "--prefix=/dependencies/usr/local", \
     "--requirement=/requirements.lock"]
COPY scripts/image_root.py scripts/image_package.py /
RUN ["python", "-I", "/image_root.py", "/system", "/dependencies"]
COPY pm_lint /package/usr/local/lib/python3.13/site-packages/pm_lint
RUN ["python", "-I", "/image_package.py", "/package", "/dependencies/usr/local/lib/python3.13/site-packages"]

# No shell, no git, no package manager, no pip: what a document's text might reach is Python and our code alone.
FROM scratch
LABEL org.opencontainers.image.title="pm-lint" \
      org.opencontainers.image.description="Lints incident postmortems and turns their action items into issues" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/usr/local/bin LANG=C.UTF-8
COPY --from=parts /system /
COPY --from=parts /dependencies/usr/local/lib /usr/local/lib
COPY --from=parts /package /

# The working directory is the runner's workspace, which a pull request's author may have filled: -I keeps it, and
# every PYTHON… variable, out of what is imported; -B writes no byte code. There is no USER: GitHub demands that
# container actions run as root, because the workspace and the command files belong to other users.
ENTRYPOINT ["/usr/local/bin/python", "-I", "-B", "-X", "utf8", "-m", "pm_lint", "action"]
