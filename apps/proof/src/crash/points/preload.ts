/**
 * Loaded into a server's process before Waybill (`node --import`): watches, from outside, the classes
 * through which Waybill reaches what is outside of it, and ends the process at the point that the
 * drill has armed. Nothing of this is in the code that runs for a user.
 */
import { Server, ServerResponse } from "node:http";
import type { Commit } from "@waybill/kit";
import { SimulatedCarrier } from "@waybill/fulfilment";
import { SimulatedProvider } from "@waybill/payments";
import { PostgresStore } from "@waybill/postgres";
import { createTransport } from "nodemailer";
import pg from "pg";
import type { Point } from "./point.ts";
import { followArming, pass } from "./trigger.ts";
import { watch } from "./watch.ts";

/** Every commit of every service. */
function watchCommits(): void {
  watch<[Commit], number>(PostgresStore.prototype, "commit", {
    called(commit) {
      if (commit.events.length > 0) pass("before-commit");
      if (isOfTimer(commit)) pass("timer-fires");
    },
    sent: () => {
      pass("commit-sent");
    },
    answered(_first, [commit]) {
      if (commit.events.length > 0) pass("commit-answered");
      if (commit.answers.length > 0) pass("request-committed");
      if (isOfTimer(commit)) pass("timer-fired");
      if (commit.parks.length > 0) pass("message-parked");
      if (commit.unparks.length > 0) pass("parked-handled");
    },
  });
}

function isOfTimer({ events }: Commit): boolean {
  return events.some(({ meta }) => meta.causationId.startsWith("timer:"));
}

function watchStores(): void {
  const { prototype } = PostgresStore;
  const whenAny = (point: Point) => ({
    answered: (found: readonly unknown[]) => {
      if (found.length > 0) pass(point);
    },
  });
  watch(prototype, "acquire", whenAny("lease-taken"));
  watch(prototype, "dueStreams", whenAny("timer-due"));
  watch(prototype, "dueParked", whenAny("parked-due"));
  watch(prototype, "beat", whenAnswered("lease-renewed"));
  watch(prototype, "leave", {
    called: () => {
      pass("leases-to-be-left");
    },
    answered: () => {
      pass("leases-left");
    },
  });
  watch(prototype, "close", whenCalled("stores-closing"));
}

function watchOutside(): void {
  const provider = SimulatedProvider.prototype;
  watch(provider, "authorize", whenAnswered("provider-authorized"));
  watch(provider, "capture", whenAnswered("provider-captured"));
  watch(provider, "void", whenAnswered("provider-voided"));
  watch(provider, "refund", whenAnswered("provider-refunded"));
  watch(SimulatedCarrier.prototype, "createConsignment", whenAnswered("carrier-told"));
  watch(SimulatedCarrier.prototype, "cancelConsignment", whenAnswered("carrier-recalled"));
  const mailer = Object.getPrototypeOf(createTransport({ jsonTransport: true })) as object;
  watch(mailer, "sendMail", whenAnswered("mail-handed-over"));
}

function watchAnswers(): void {
  watch<[number], unknown>(ServerResponse.prototype, "writeHead", {
    called(status) {
      const response = this as ServerResponse;
      const { method, url = "" } = response.req;
      if (status !== 202 || method !== "POST" || !url.startsWith("/v1/orders")) return;
      pass("before-202");
      response.once("finish", () => {
        pass("after-202");
      });
    },
  });
  watch(Server.prototype, "close", whenCalled("address-closing"));
}

function watchProvisioning(): void {
  watch<[unknown], unknown>(pg.Client.prototype, "query", {
    answered(_result, [query]) {
      if (typeof query !== "string") return;
      if (query.startsWith("COMMENT ON DATABASE")) pass("database-made");
      if (query.startsWith("INSERT INTO schema_migrations")) pass("migration-unfinished");
      // Only migrations are committed by a statement of this spelling.
      if (query === "COMMIT") pass("migration-applied");
    },
  });
}

function whenCalled(point: Point) {
  return {
    called: () => {
      pass(point);
    },
  };
}

function whenAnswered(point: Point) {
  return {
    answered: () => {
      pass(point);
    },
  };
}

followArming();
watchCommits();
watchStores();
watchOutside();
watchAnswers();
watchProvisioning();
