# One image for the API, the worker and the one-shots; the command says which.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/hengxu
WORKDIR /src
COPY requirements/run.txt requirements/
RUN /opt/hengxu/bin/pip install --require-hashes --only-binary :all: --requirement requirements/run.txt
COPY . .
RUN /opt/hengxu/bin/pip install --no-index --no-build-isolation --no-deps .

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin hengxu \
    && install --directory --owner=hengxu --group=hengxu --mode=700 /var/lib/hengxu /var/lib/hengxu/keys
COPY --from=build /opt/hengxu /opt/hengxu
ENV PATH=/opt/hengxu/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /
EXPOSE 8000
CMD ["hengxu", "serve"]
