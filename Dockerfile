# syntax=docker/dockerfile:1
# The newest Python that Wagtail and every dependency name (docs/decisions/0035-what-runs.md). By digest, so that a build
# is what the last one was: --build-arg PYTHON_IMAGE=python:3.13-slim@sha256:… (docs/operators.md, “The image”).
ARG PYTHON_IMAGE=python:3.13-slim

# --- Build: packages and static files, with whatever that needs ---------------------------------
FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
RUN pip install --require-hashes -r /tmp/requirements.txt

WORKDIR /app
COPY . .
# The static files need settings to be collected, and none of these values is kept.
RUN DATA_DIR=/tmp/data STATIC_ROOT=/app/static-collected \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q /app /opt/venv \
 && pip uninstall --yes --quiet pip setuptools \
 && rm -rf /tmp/data

# --- What runs: no compiler, no package manager's leftovers, no root ----------------------------
FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin why \
 && mkdir -p /srv/media && chown why /srv/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/app/static-collected \
    MEDIA_ROOT=/srv/media \
    HOST=0.0.0.0 \
    PORT=8000
USER why
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
# Migrations are a step of deployment: `docker compose run --rm web python manage.py upgrade --no-static`.
CMD ["python", "-m", "operations.web"]
