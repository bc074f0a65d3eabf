# One image for the API, the worker and the one-shots; the command says which.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/hengxu
WORKDIR /src
COPY requirements/run.txt requirements/
RUN /opt/hengxu/bin/pip install --require-hashes --only-binary :all: --requirement requirements/run.txt
COPY . .
RUN /opt/hengxu/bin/pip install --no-index --no-build-isolation --no-deps .

# pg_dump and pg_restore have to be of the server's release (docker-compose.yml); both images are of one Debian, so that what they link to fits.
FROM postgres:16.11-bookworm AS postgres
RUN mkdir --parents /opt/postgres/bin /opt/postgres/lib \
    && cp /usr/lib/postgresql/16/bin/pg_dump /usr/lib/postgresql/16/bin/pg_restore /opt/postgres/bin/ \
    && ldd /opt/postgres/bin/* | awk '$2 == "=>" && $1 !~ /^(libc|libm|libpthread|libdl|librt|libresolv)\.so/ {print $3}' | sort --unique \
    | xargs cp --dereference --target-directory=/opt/postgres/lib \
    && for name in pg_dump pg_restore; do \
        printf '#!/bin/sh\nLD_LIBRARY_PATH=/opt/postgres/lib exec /opt/postgres/bin/%s "$@"\n' "$name" >"/opt/postgres/$name" \
        && chmod 755 "/opt/postgres/$name"; done

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin hengxu \
    && install --directory --owner=hengxu --group=hengxu --mode=700 /var/lib/hengxu /var/lib/hengxu/backups /var/lib/hengxu/keys
COPY --from=build /opt/hengxu /opt/hengxu
COPY --from=postgres /opt/postgres /opt/postgres
RUN /opt/postgres/pg_dump --version && /opt/postgres/pg_restore --version
ENV PATH=/opt/hengxu/bin:/opt/postgres:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /
EXPOSE 8000
CMD ["hengxu", "serve"]
