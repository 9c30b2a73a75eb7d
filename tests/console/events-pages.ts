import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessible, type ConsoleShop } from "./console-shop.ts";
import { completed } from "../outcomes.ts";

interface LoggedEvent {
  readonly id: string;
  readonly service: string;
  readonly position: number;
  readonly type: string;
  readonly recordedAt: string;
}

interface EventPage {
  readonly items: readonly LoggedEvent[];
  readonly nextCursor: string | null;
  readonly newCursor: string | null;
}

interface Consumer {
  readonly consumer: string;
  readonly status: string;
  readonly pause: { readonly by: string | null; readonly reason: string | null } | null;
  readonly messages: number;
}

/** Events and consumers: searched, followed, paused and resumed. */
export function eventsPages({ shop, open }: ConsoleShop): void {
  const events = (query: string): Promise<EventPage> =>
    shop.books.read<EventPage>(`/v1/ops/events?${query}`);
  const consumer = (name: string): Promise<Consumer> =>
    shop.books.read<Consumer>(`/v1/ops/consumers/${name}`);
  const paused = { "x-reason": encodeURIComponent("the provider moves") };

  describe("events", () => {
    test("pages of all logs together hold each event once, in the order of time, from both ends", async () => {
      const sku = await shop.product({ lisbon: 5 });
      const order = await shop.place([sku]);
      await shop.expect(order, completed(1000));
      const walk = async (direction: string): Promise<readonly LoggedEvent[]> => {
        const all: LoggedEvent[] = [];
        let cursor: string | null = "";
        while (cursor !== null) {
          const at: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
          const page = await events(
            `order=${direction}&limit=40&to=${encodeURIComponent(until)}${at}`,
          );
          all.push(...page.items);
          cursor = page.nextCursor;
        }
        return all;
      };
      const until = new Date().toISOString();
      const newest = await walk("newest");
      const oldest = await walk("oldest");
      assert.ok(newest.length > 15, `${newest.length} events`);
      assert.equal(new Set(newest.map(({ id }) => id)).size, newest.length);
      assert.deepEqual(new Set(newest.map(({ id }) => id)), new Set(oldest.map(({ id }) => id)));
      const times = newest.map(({ recordedAt }) => recordedAt);
      assert.deepEqual(times, times.toSorted().toReversed());
    });

    test("a key, a type, a topic and a time find what they name; another tenant finds nothing", async () => {
      const sku = await shop.product({ lisbon: 5 });
      const before = new Date().toISOString();
      const order = await shop.place([sku]);
      await shop.expect(order, completed(1000));
      const { items } = await events(`key=${order}&order=oldest`);
      const history = await shop.books.history(order);
      assert.deepEqual(
        new Set(items.map(({ type }) => type)),
        new Set(history.map(({ type }) => type)),
      );
      const placed = await events(`key=${order}&type=OrderPlaced`);
      assert.equal(placed.items.length, 1);
      assert.equal((await events(`topic=orders.created&key=${order}`)).items.length, 1);
      const since = await events(`from=${encodeURIComponent(before)}&order=oldest`);
      assert.ok(since.items.length >= items.length);
      assert.ok(since.items.every(({ recordedAt }) => recordedAt >= before));
      const key = await shop.stranger();
      const theirs = await shop.waybill.call("GET", `/v1/ops/events?key=${order}`, { key });
      assert.deepEqual((theirs.body as EventPage).items, []);
      const { service, position } = placed.items[0]!;
      const one = await shop.waybill.call("GET", `/v1/ops/events/${service}/${position}`, { key });
      assert.equal(one.status, 404);
    });

    test("new events come by themselves, stop at Pause, and an event opened says all and leads to its cause", async () => {
      const page = await open("/events");
      await page.getByRole("table", { name: "Events" }).waitFor();
      const sku = await shop.product({ lisbon: 5 });
      const order = await shop.place([sku]);
      await shop.expect(order, completed(1000));
      await page.getByRole("row").filter({ hasText: order }).first().waitFor();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.goto(new URL(`/events?key=${order}&type=PaymentCaptured`, shop.waybill.url).href);
      await page.getByRole("link", { name: "PaymentCaptured" }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByRole("table", { name: "The event" }).waitFor();
      await drawer.getByText("10.00 EUR").first().waitFor();
      await accessible(page);
      assert.equal(await drawer.getByLabel("Raw JSON").count(), 0);
      await drawer.getByRole("link", { name: / of checkout$/ }).click();
      await drawer.getByText("checkout, position").waitFor();
      await page.keyboard.press("Escape");
      await drawer.waitFor({ state: "detached" });
      await page.close();
    });
  });

  describe("consumers", () => {
    test("a paused consumer takes nothing, is told on the overview, and works off what waited when it is resumed", async () => {
      const page = await open("/events/consumers");
      await page.getByRole("button", { name: "Pause payments.provider" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: "Reason" }).fill("the provider moves");
      await dialog.getByRole("button", { name: "Pause", exact: true }).click();
      await dialog.getByText("all processes obey").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText("the provider moves").waitFor();
      await accessible(page);
      const sku = await shop.product({ lisbon: 5 });
      const order = await shop.place([sku]);
      await shop.waybill.until(async () => (await consumer("payments.provider")).messages > 0);
      const types = (await shop.books.history(order)).map(({ type }) => type);
      assert.ok(!types.includes("PaymentAuthorized"), types.join(", "));
      await page.goto(new URL("/", shop.waybill.url).href);
      await page.getByText("payments.provider by").waitFor();
      await page.getByRole("link", { name: "Look at it" }).click();
      await page.getByRole("link", { name: "payments.provider" }).click();
      await page.getByRole("table", { name: "Members" }).waitFor();
      await page.getByText("the provider moves").waitFor();
      await accessible(page);
      await page.getByRole("button", { name: "Resume payments.provider" }).click();
      await dialog.getByRole("textbox", { name: "Reason" }).fill("it has moved");
      await dialog.getByRole("button", { name: "Resume", exact: true }).click();
      await dialog.getByText("goes on").waitFor();
      await shop.expect(order, completed(1000));
      await page.goto(new URL("/audit", shop.waybill.url).href);
      await page.getByRole("cell", { name: "it has moved" }).waitFor();
      await page.close();
    });

    test("pausing twice keeps the first; it needs a reason; a name that there is not is told those that there are", async () => {
      const path = "/v1/ops/consumers/notifications";
      const pause = (reason: string) =>
        shop.waybill.call("POST", `${path}/pause`, { headers: { "x-reason": reason } });
      assert.equal((await shop.waybill.call("POST", `${path}/pause`)).status, 400);
      assert.equal((await pause("one")).status, 200);
      const again = await pause("two");
      assert.equal((again.body as Consumer).pause?.reason, "one");
      const key = await shop.stranger();
      const theirs = await shop.waybill.call("GET", path, { key });
      assert.deepEqual(
        { ...(theirs.body as Consumer).pause, since: undefined },
        { by: null, reason: null, since: undefined },
      );
      await shop.send("POST", `${path}/resume`);
      await shop.send("POST", `${path}/resume`);
      assert.equal((await consumer("notifications")).status, "running");
      const unknown = await shop.waybill.call("POST", "/v1/ops/consumers/nobody/pause", {
        headers: paused,
      });
      assert.equal(unknown.status, 404);
      assert.match(JSON.stringify(unknown.body), /consumer-not-found.*payments\.provider/);
    });

    test("the command line lists, pauses and resumes", async () => {
      const { stdout } = await shop.waybill.command("consumers", "ls");
      assert.match(stdout, /^payments\.provider {2}running/m);
      const told = await shop.waybill.command(
        "consumers",
        "pause",
        "fulfilment.carrier",
        "--reason",
        "strike",
      );
      assert.match(told.stdout, /^fulfilment\.carrier {2}paused.*\n.*strike$/m);
      assert.equal(
        (await shop.waybill.command("consumers", "resume", "fulfilment.carrier")).code,
        0,
      );
      assert.equal((await consumer("fulfilment.carrier")).status, "running");
    });
  });
}
