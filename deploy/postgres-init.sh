#!/bin/sh
# Runs once, when PostgreSQL's volume is new: a role and databases for Temporal, and for the ledger an owner, who migrates, and an
# application role, to whom the migration grants reading and appending and nothing else. Sessions and reads have a role of their own,
# and so have backups: it reads everything of the one database that it may enter, and writes nothing.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'
\getenv temporal TEMPORAL_DB_PASSWORD
\getenv owner LEDGER_OWNER_PASSWORD
\getenv app LEDGER_APP_PASSWORD
\getenv office OFFICE_PASSWORD
\getenv backup BACKUP_PASSWORD

CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE ROLE hengxu_owner LOGIN PASSWORD :'owner';
CREATE ROLE hengxu_app LOGIN PASSWORD :'app';
CREATE ROLE hengxu_office LOGIN PASSWORD :'office';
CREATE ROLE hengxu_backup LOGIN PASSWORD :'backup' IN ROLE pg_read_all_data;

CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE hengxu OWNER hengxu_owner;

REVOKE ALL ON DATABASE temporal, temporal_visibility, hengxu FROM PUBLIC;
GRANT CONNECT ON DATABASE hengxu TO hengxu_app, hengxu_office, hengxu_backup;
SQL
