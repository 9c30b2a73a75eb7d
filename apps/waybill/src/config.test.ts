import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { WaybillError } from "@waybill/kit";
import { MockAgent, fetch } from "undici";
import { readConfig } from "./config.ts";

const refused = (name: string, value: string, allowed: string) => (error: unknown) =>
  error instanceof WaybillError &&
  error.code === "config-invalid" &&
  [name, value, allowed].every((words) => error.message.includes(words));

test("what is not set has a default, also when it is empty", () => {
  const empty = { WAYBILL_PORT: "", WAYBILL_LOG: "", DATABASE_URL: "", WAYBILL_SMTP_URL: "" };
  assert.deepEqual(readConfig(empty), readConfig({}));
  const { port, reservationSeconds, databaseUrl } = readConfig({});
  assert.deepEqual([port, reservationSeconds, databaseUrl], [4000, 1_800, undefined]);
});

test("a value out of range is refused with the variable's name, its value and what is allowed", () => {
  for (const [name, value, allowed] of [
    ["WAYBILL_PORT", "70000", "a whole number from 0 to 65535"],
    ["WAYBILL_PORT", "4e3", "a whole number from 0 to 65535"],
    ["WAYBILL_PORT", "80.5", "a whole number from 0 to 65535"],
    ["WAYBILL_LOG", "loud", "one of trace, debug, info"],
    ["WAYBILL_CARRIER_DISPATCH_MS", "-1", "a whole number from 0 to 86400000"],
    ["WAYBILL_CARRIER_DELIVER_MS", "604800001", "a whole number from 0 to 604800000"],
    ["WAYBILL_RESERVATION_SECONDS", "0", "a whole number from 1 to 604800"],
    ["WAYBILL_PRIVATE_WEBHOOKS", "maybe", "one of yes, no"],
    ["WAYBILL_TRACES_PER_SECOND", "some", "a whole number from 0 to 1000000"],
    ["WAYBILL_MAIL_FROM", "shop", "an e-mail address, or Name <address>"],
    ["WAYBILL_MAIL_FROM", "Shop <shop>", "an e-mail address, or Name <address>"],
    ["WAYBILL_MAIL_FROM", "a@b.example\nBcc: c@d.example", "an e-mail address"],
  ] as const) {
    assert.throws(
      () => readConfig({ [name]: value }),
      refused(name, value, allowed),
      `${name}=${value}`,
    );
  }
});

test("mails may come from an address, or from a name with one", () => {
  for (const from of ["shop@example.com", "The Shop, Porto <shop@example.com>", "<a@b>"])
    assert.equal(readConfig({ WAYBILL_MAIL_FROM: from }).mailFrom, from);
});

test("a port that fetch would never call is refused, and no other", async (t) => {
  const nowhere = new MockAgent();
  nowhere.disableNetConnect();
  t.after(() => nowhere.close());
  const isCalled = (port: number): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/`, { dispatcher: nowhere }).then(
      () => true,
      (error: unknown) => !String((error as Error).cause).includes("bad port"),
    );
  const around = [
    1_720, 2_049, 3_659, 4_000, 4_045, 4_190, 5_060, 6_000, 6_566, 6_667, 6_690, 10_080,
  ];
  for (const port of around.flatMap((each) =>
    Array.from({ length: 41 }, (_, i) => each - 20 + i),
  )) {
    const read = () => readConfig({ WAYBILL_PORT: String(port) });
    if (await isCalled(port)) assert.equal(read().port, port);
    else assert.throws(read, refused("WAYBILL_PORT", String(port), "another port"));
  }
});

test("a URL that is refused is not repeated: it may hold a password", () => {
  for (const name of ["DATABASE_URL", "WAYBILL_SMTP_URL"]) {
    for (const value of ["http://me:hunter2@localhost", "hunter2"]) {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error: unknown) =>
          refused(name, "not shown", "a URL that begins with")(error) &&
          !String(error).includes("hunter2"),
      );
    }
  }
});

test("a service's database may be on a server of its own; a name that is no service's is refused", () => {
  const url = "postgres://orders-db:5432/";
  const { databaseUrls } = readConfig({ DATABASE_URL_ORDERS: url, DATABASE_URL_CATALOG: "" });
  assert.deepEqual([...databaseUrls], [["orders", url]]);
  assert.throws(
    () => readConfig({ DATABASE_URL_ORDRES: url }),
    refused("DATABASE_URL_ORDRES", "of no service", "catalog, inventory, orders"),
  );
});

test("settings with a secret may be in files, and a secret that could be guessed is refused", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "waybill-config-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const secret = "0123456789abcdef0123456789abcdef";
  const config = readConfig({
    DATABASE_URL_FILE: file("url", "postgres://a:b@c/\n"),
    DATABASE_URL_ORDERS_FILE: file("orders", "postgres://a:b@orders/\n"),
    WAYBILL_SECRET_FILE: file("secret", `${secret}\n`),
  });
  assert.deepEqual(
    [config.databaseUrl, config.databaseUrls.get("orders"), config.secret],
    ["postgres://a:b@c/", "postgres://a:b@orders/", secret],
  );
  assert.throws(
    () => readConfig({ WAYBILL_SECRET: "hunter2" }),
    (error: unknown) =>
      refused("WAYBILL_SECRET", "7 characters", "32 or more")(error) &&
      !String(error).includes("hunter2"),
  );
  const missing = join(directory, "nothing");
  assert.throws(
    () => readConfig({ WAYBILL_SECRET_FILE: missing }),
    refused("WAYBILL_SECRET_FILE", missing, "a file that can be read"),
  );
});
