import type { ErrorArea } from "./error-entry.ts";

export const startErrors: ErrorArea = {
  title: "Starting",
  about: "Why `waybill up`, or a command that reads the databases, ends with exit code 2.",
  entries: {
    "address-unusable": {
      meaning:
        "The server cannot listen on its address: it is none of this machine's, or not allowed.",
      fix: "Set WAYBILL_HOST and WAYBILL_PORT.",
    },
    "config-invalid": {
      meaning: "A setting is out of range.",
      fix: "The message has the variable, its value and what is allowed.",
    },
    "data-directory-in-use": {
      meaning: "Another Waybill runs on the data directory.",
      fix: "Stop that one (the message has its process id), or set WAYBILL_DATA.",
    },
    "data-directory-unusable": {
      meaning: "The data directory cannot be made, written to or locked.",
      fix: "Check its permissions and its file system, or set WAYBILL_DATA.",
    },
    "database-missing": {
      meaning: "A service's database was made before and is not on the server that is set for it.",
      fix: "Set DATABASE_URL, or DATABASE_URL_<SERVICE>, to the server that has it; or restore it.",
    },
    "database-role-insufficient": {
      meaning: "The role of DATABASE_URL may not make databases and roles.",
      fix: "Give it CREATEDB and CREATEROLE.",
    },
    "database-too-old": {
      meaning: "The PostgreSQL of DATABASE_URL is older than 15.",
      fix: "Use a newer server.",
    },
    "database-unreachable": {
      retryable: true,
      meaning:
        "There is no connection to the PostgreSQL of DATABASE_URL, or none runs on WAYBILL_DATA.",
      fix: "Check the address, the password and the server. `waybill run` goes on trying.",
    },
    "database-url-invalid": {
      meaning: "DATABASE_URL is not a PostgreSQL URL.",
      fix: "Write `postgres://user:password@host:port/database`.",
    },
    "databases-layout": {
      meaning:
        "The data directory has one server for all databases, and one for each service is asked for, or the reverse.",
      fix: "Leave `--databases` out, or use another data directory.",
    },
    "guest-invalid": {
      meaning: "A module given with --with does not export a service.",
      fix: "See docs/add-a-service.md.",
    },
    "migration-blocked": {
      retryable: true,
      meaning: "A migration waited a minute for its locks.",
      fix: "End the long transaction that `pg_stat_activity` shows, and start again.",
    },
    "migration-changed": {
      meaning: "A migration that is applied has changed since.",
      fix: "Restore the file; put the change into a new one.",
    },
    "migration-failed": {
      meaning: "A migration failed; nothing of it is applied.",
      fix: "Mend it, and start again.",
    },
    "migration-invalid": {
      meaning: "A migration's file name is not one.",
      fix: "Rename it: `0007-what-it-does.sql`, each number once.",
    },
    "partitions-differ": {
      meaning:
        "The log of a service is spread over another number of partitions than this release counts: it is of another release, whose processes may run beside this one.",
      fix: "Start the release that the log is of, or set DATABASE_URL to a database of its own.",
    },
    "port-in-use": {
      meaning: "Another program listens on the port.",
      fix: "Stop it, or set WAYBILL_PORT.",
    },
    "split-not-ready": {
      meaning:
        "`up --split`: the gateway could not start, or not all processes were ready in time.",
      fix: "The message has the last that was said; the log has what each process says.",
    },
    "postgres-directory-hidden": {
      meaning: "The user that PostgreSQL runs as cannot reach the data directory.",
      fix: "Use a directory that it may enter, or start Waybill as a user other than root.",
    },
    "postgres-initialise-failed": { meaning: "initdb failed.", fix: "The message has its words." },
    "postgres-start-failed": {
      meaning: "PostgreSQL did not start.",
      fix: "The message has the end of its log.",
    },
    "postgres-unsupported-platform": {
      meaning: "There is no embedded PostgreSQL for this platform.",
      fix: "Set DATABASE_URL to a server.",
    },
    "postgres-user-missing": {
      meaning: "PostgreSQL does not run as root, and a user for it cannot be made.",
      fix: "Make the user, or start Waybill as a user other than root.",
    },
    "postgres-version-mismatch": {
      meaning: "The data were written by another major version of PostgreSQL.",
      fix: "Dump with the old version, restore into a new data directory.",
    },
    "provision-blocked": {
      retryable: true,
      meaning: "Another process has been provisioning the databases for too long.",
      fix: "Wait for it, or end it.",
    },
    "secrets-unreadable": {
      meaning: "`secrets.json` of the data directory is lost or does not fit.",
      fix: "Restore it from a backup: the database passwords come from it.",
    },
    "service-name-invalid": {
      meaning: "A service's name cannot name a database.",
      fix: "Use a-z, 0-9 and _, at most 40 characters.",
    },
  },
};
