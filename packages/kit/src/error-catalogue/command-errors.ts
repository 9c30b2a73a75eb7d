import type { ErrorArea } from "./error-entry.ts";

export const commandErrors: ErrorArea = {
  title: "Commands",
  about:
    "Refusals of the command line. Exit code 1, or 2 when it could not be tried. A refusal of the API keeps its own code.",
  entries: {
    "bad-value": {
      meaning: "A cell of a file does not fit.",
      fix: "The message has file, line, column and value.",
    },
    "chart-unwritable": {
      meaning: "The file for `--chart` cannot be written.",
      fix: "Give another path.",
    },
    "currency-unknown": {
      meaning: "A currency is no ISO 4217 code.",
      fix: "Use a code such as `EUR`.",
    },
    "group-active": {
      status: 409,
      meaning: "A group was to be reset while processes are members of it.",
      fix: "Stop the processes of its service; the message has the members.",
    },
    "group-changed": {
      status: 409,
      retryable: true,
      meaning: "A group has moved, or got a member, while it was being reset. Nothing was changed.",
      fix: "Look again, and run the command once more.",
    },
    "group-not-found": {
      status: 404,
      meaning: "There is no group of this name.",
      fix: "`waybill groups ls` lists them; those that have never run are not there.",
    },
    "import-column-missing": {
      meaning: "A file lacks a column.",
      fix: "The message has the columns that are there; mend the file or the mapping.",
    },
    "import-file-malformed": {
      meaning: "A file is not CSV.",
      fix: "Check the delimiter and the quotes near the line.",
    },
    "import-file-unreadable": {
      meaning: "A file cannot be read.",
      fix: "Check the path and its permissions.",
    },
    interrupted: {
      meaning: "The import was stopped.",
      fix: "Run the same command again: it goes on, and does nothing twice.",
    },
    "load-unpaced": {
      meaning: "It is not clear how many orders are to come, or for how long.",
      fix: "The message has what is missing: `--seconds`, and `--rate`, `--stages` or `--connections`.",
    },
    "mapping-invalid": {
      meaning: "The mapping file does not fit.",
      fix: "The message has the place.",
    },
    "mapping-unreadable": {
      meaning: "The mapping file cannot be read or is not YAML.",
      fix: "Check the path, and the line in the message.",
    },
    "name-unconfirmed": {
      meaning: "Something was to be deleted, and its name was not given again.",
      fix: "Give `--yes <name>` if it is meant.",
    },
    "no-installation": {
      meaning: "A command that reads the databases found none in the data directory.",
      fix: "Set WAYBILL_DATA to the data directory of a Waybill, or DATABASE_URL.",
    },
    "no-products": {
      meaning: "There is no active product to order.",
      fix: "Make some, or use `--skus`.",
    },
    "no-server": {
      meaning: "No server answers.",
      fix: "Start `npx waybill up`, or give `--url` and `--key`.",
    },
    "perf-option-invalid": {
      meaning: "An option of `waybill perf` does not fit its bus, or no event is so small.",
      fix: "The message has what fits.",
    },
    "policy-invalid": {
      meaning: "A scaling policy does not fit.",
      fix: "The message has the place and what is allowed.",
    },
    "reason-missing": {
      meaning: "A change that is kept in the audit trail was to be made without a reason.",
      fix: "Give `--reason`.",
    },
    "reset-source-invalid": {
      meaning:
        "A group was to be reset for a log that it does not read, or to a position of nobody knows which log.",
      fix: "Give `--source` with one of the services that the message names.",
    },
    "reset-target-invalid": {
      meaning: "A group was to be reset to a place that is none, or that its log does not reach.",
      fix: "Give earliest, latest, a position, or a time with its zone.",
    },
    "policy-unreadable": {
      meaning: "A scaling policy is neither a name nor a file that can be read.",
      fix: "Use `default`, `fixed-<n>`, `fixed-max`, `by-hand`, or check the path.",
    },
    "record-unwritable": {
      meaning:
        "The file for `--record`, or the directory of `--autoscale-record`, cannot be written.",
      fix: "Give another path.",
    },
    "rejects-unwritable": {
      meaning: "The rejects file cannot be written.",
      fix: "Give another file with `--rejects`.",
    },
    "service-rate-missing": {
      meaning: "The trace does not say how much a replica handles.",
      fix: "Give `--service-rate`, or a column `serviceRate`.",
    },
    "stages-invalid": {
      meaning: "A load's `--stages` cannot be read.",
      fix: "Write durations and the rates that they end with, as in k6: `4m:30,0s:150,2m:150`.",
    },
    "target-invalid": {
      meaning: "The address or the key of the server to talk to can be none.",
      fix: "See `--url`, `--key`, WAYBILL_URL and WAYBILL_KEY.",
    },
    "tenant-invalid": {
      meaning: "A tenant's name does not fit.",
      fix: "Use 1 to 32 of a-z, 0-9 and -.",
    },
    "trace-invalid": {
      meaning: "A recorded load does not fit.",
      fix: "The message has line and value: seconds rise, arrivals are from 0.",
    },
    "trace-unreadable": {
      meaning: "A recorded load cannot be read.",
      fix: "Check the path; a trace has at most 32 MiB.",
    },
    "verify-failed": {
      meaning: "The invariants could not be checked.",
      fix: "The message has the reason; exit code 2, not 1.",
    },
  },
};
