# The portal in a container: a wheel in an environment of its own, no build tools, no root. compose.yaml says how to run it.

FROM python:3.11-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY kg ./kg
COPY portal ./portal
COPY mappings ./mappings
COPY ontology ./ontology
RUN python -m venv /opt/lianmu
RUN /opt/lianmu/bin/python -m pip install --no-cache-dir --disable-pip-version-check .
RUN /opt/lianmu/bin/python -m pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim
COPY --from=build /opt/lianmu /opt/lianmu
RUN useradd --system --uid 10001 --user-group --create-home lianmu && install -d -o lianmu -g lianmu /catalogue
ENV PATH=/opt/lianmu/bin:$PATH PYTHONUNBUFFERED=1
USER lianmu
WORKDIR /catalogue
VOLUME /catalogue
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=5m \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["lianmu", "serve", "--catalogue", "/catalogue", "--host", "0.0.0.0"]
