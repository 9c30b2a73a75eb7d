import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { OrderConfirmed, OrderPlaced, type Contract } from "@waybill/contracts";
import { Retryable, type Recorded } from "@waybill/kit";
import { eventually } from "@waybill/kit/testing";
import { SMTPServer } from "smtp-server";
import { mailActivity } from "../activities/mail.ts";
import { notification } from "../domain/notification.ts";
import type { NotificationState } from "../domain/notification-state.ts";
import { smtpServer, type MailServer } from "./mail-server.ts";

const orderId = "ord_01k5zzzzzzabcdefghjkmnpqrs";
const ana = { email: "ana@example.com", name: "Ana Ünsal" };
const nobody: NotificationState = notification.initial(orderId);

interface Post {
  /** Those that the server has been given, taken or not. */
  readonly mails: string[];
  /** SMTP reply codes for the next recipients, before they are taken. */
  readonly replies: number[];
  /** No mail is taken before. */
  takes: Promise<void>;
}

async function withMailServer(
  use: (server: MailServer, post: Post) => Promise<void>,
  { authOptional = true }: { readonly authOptional?: boolean } = {},
): Promise<void> {
  const post: Post = { mails: [], replies: [], takes: Promise.resolve() };
  const receiver = new SMTPServer({
    authOptional,
    disabledCommands: ["STARTTLS"],
    onRcptTo(_address, _session, callback) {
      const responseCode = post.replies.shift();
      callback(
        responseCode === undefined ? null : Object.assign(new Error("no"), { responseCode }),
      );
    },
    onData(stream, _session, callback) {
      void text(stream).then(async (mail) => {
        post.mails.push(mail);
        await post.takes;
        setImmediate(callback);
      });
    },
  });
  receiver.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    receiver.listen(0, "127.0.0.1", resolve);
  });
  const { port } = receiver.server.address() as AddressInfo;
  const from = "Shop <shop@example.org>";
  const server = smtpServer({ host: "127.0.0.1", port, secure: false, from });
  try {
    await use(server, post);
  } finally {
    server.close();
    await new Promise<void>((resolve) => {
      receiver.close(resolve);
    });
  }
}

function message(contract: Contract, data: object): Recorded {
  return {
    source: "orders",
    position: 1,
    partition: 0,
    stream: `order-${orderId}`,
    version: 1,
    type: contract.type,
    schemaVersion: 1,
    data: { orderId, ...data },
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
    time: 0,
    touches: [],
  };
}

const placed = message(OrderPlaced, { number: 1001, customer: ana, total: 2580, currency: "EUR" });
const confirmed = message(OrderConfirmed, {});
const call = { idempotencyKey: "k", attempt: 1, signal: new AbortController().signal };

test("a mail goes out with both parts, and under the same Message-ID each time", async () => {
  await withMailServer(async (server, { mails }) => {
    const activity = mailActivity(server);
    const command = await activity.perform(placed, nobody, call);
    await activity.perform(placed, nobody, { ...call, attempt: 2 });
    const messageId = `<placed.${orderId}@example.org>`;
    assert.deepEqual(command, {
      type: "recordOutcomes",
      orderId,
      number: 1001,
      customer: ana,
      outcomes: [
        { kind: "placed", details: { total: 2580, currency: "EUR" }, sent: true, messageId },
      ],
    });
    assert.equal(mails.length, 2);
    for (const mail of mails) {
      assert.ok(mail.includes(`Message-ID: ${messageId}`));
      assert.match(mail, /^To: .*<ana@example\.com>/m);
      assert.match(mail, /^From: Shop <shop@example\.org>/m);
      assert.match(mail, /^Subject: We have received your order 1001/m);
      assert.match(mail, /Content-Type: text\/plain/);
      assert.match(mail, /Content-Type: text\/html/);
    }
  });
});

test("what has been sent is not sent again", async () => {
  await withMailServer(async (server, { mails }) => {
    const state: NotificationState = {
      ...nobody,
      number: 1001,
      customer: ana,
      kinds: { placed: { status: "sent", at: 0 } },
    };
    assert.equal(await mailActivity(server).perform(placed, state, call), undefined);
    assert.deepEqual(mails, []);
  });
});

test("a mail waits for the contact, and goes out with the first one", async () => {
  await withMailServer(async (server, { mails }) => {
    const activity = mailActivity(server);
    assert.deepEqual(await activity.perform(confirmed, nobody, call), {
      type: "hold",
      orderId,
      kind: "confirmed",
      details: {},
    });
    const held: NotificationState = { ...nobody, kinds: { confirmed: { status: "held", at: 0 } } };
    await activity.perform(placed, held, call);
    const subjects = mails.map((mail) => /^Subject: (.*)\r$/m.exec(mail)?.[1]);
    assert.deepEqual(subjects, [
      "We have received your order 1001",
      "Your order 1001 is confirmed",
    ]);
  });
});

test("a 4xx reply is tried again, a 5xx one is recorded, without the address", async () => {
  await withMailServer(async (server, { mails, replies }) => {
    const activity = mailActivity(server);
    replies.push(451, 550);
    await assert.rejects(
      activity.perform(placed, nobody, call),
      (error) => error instanceof Retryable && !error.message.includes("ana@"),
    );
    const command = await activity.perform(placed, nobody, { ...call, attempt: 2 });
    assert.deepEqual(command, {
      type: "recordOutcomes",
      orderId,
      number: 1001,
      customer: ana,
      outcomes: [
        {
          kind: "placed",
          details: { total: 2580, currency: "EUR" },
          sent: false,
          reason: "smtp_550",
        },
      ],
    });
    assert.deepEqual(mails, []);
  });
});

test("that nobody is logged in says nothing about the mail", async () => {
  await withMailServer(
    async (server) => {
      await assert.rejects(mailActivity(server).perform(placed, nobody, call), (error) => {
        return (
          error instanceof Retryable && /reply 530.*check the SMTP settings/.test(error.message)
        );
      });
    },
    { authOptional: false },
  );
});

test("a slow server gets each mail once, though attempts are given up meanwhile", async () => {
  await withMailServer(async (server, post) => {
    const taken = Promise.withResolvers<void>();
    post.takes = taken.promise;
    const mails = Array.from({ length: 8 }, (_, number) => ({
      messageId: `<${number}@example.org>`,
      to: { name: "Ana", address: "ana@example.com" },
      subject: "s",
      text: "t",
      html: "<p>t</p>",
    }));
    const given = new AbortController();
    const first = Promise.allSettled(mails.map((mail) => server.send(mail, given.signal)));
    await eventually(
      "as many to be under way as there are connections",
      () => post.mails.length === 5,
    );
    given.abort(new Error("given up"));
    const again = Promise.all(mails.map((mail) => server.send(mail, call.signal)));
    taken.resolve();
    await again;
    const outcomes = (await first).map(({ status }) => status);
    assert.deepEqual(outcomes, [...Array(5).fill("fulfilled"), ...Array(3).fill("rejected")]);
    const ids = post.mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail)?.[1]);
    assert.equal(ids.length, mails.length);
    assert.deepEqual(new Set(ids), new Set(mails.map(({ messageId }) => messageId)));
  });
});

test("a mail server that is not there is tried again", async () => {
  const from = "shop@example.org";
  const server = smtpServer({ host: "127.0.0.1", port: 1, secure: false, from });
  await assert.rejects(mailActivity(server).perform(placed, nobody, call), Retryable);
  server.close();
});
