import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import { OrderClient } from "./order-client.ts";
import { orderBody } from "./load.ts";
import { SentOrder } from "./sent-order.ts";
import type { WaybillServer } from "./waybill-server.ts";

const orderMs = 30_000;
const pollMs = 100;

/** A Waybill that is started for the first time, beside the shop, and is interrupted at some time from then on. */
export class NewShop {
  /** How far it came by itself. */
  progress: "before it was ready" | "when it was ready" | "with an order taken" =
    "before it was ready";
  readonly #server: WaybillServer;
  readonly #order = new SentOrder(
    orderBody({ lines: [{ sku: "MUG-BLUE", quantity: 1 }], token: "tok_ok" }),
  );
  /** Until it is open, or was interrupted. */
  readonly opening: Promise<void>;
  #firstKey: string | undefined;

  private constructor(server: WaybillServer) {
    this.#server = server;
    this.opening = this.#open().catch(() => undefined);
  }

  static open(server: WaybillServer): NewShop {
    return new NewShop(server);
  }

  /**
   * Starts it again: it has to come up, to know its first key, to have what it took, and to carry an
   * order to its end. It is gone afterwards.
   * @returns what it has failed in
   */
  async checkAndRemove(): Promise<readonly string[]> {
    await this.opening;
    try {
      await this.#server.start();
      return await this.#check();
    } catch (error) {
      return [`a new shop, cut ${this.progress}: ${errorMessage(error)}`];
    } finally {
      await this.#server.stop();
      rmSync(this.#server.dataDir, { recursive: true, force: true });
    }
  }

  async #open(): Promise<void> {
    await this.#server.start();
    this.progress = "when it was ready";
    this.#firstKey = this.#server.apiKey;
    await this.#with(this.#firstKey, (client) => client.send(this.#order));
    if (this.#order.outcome === "accepted") this.progress = "with an order taken";
  }

  async #check(): Promise<readonly string[]> {
    const { apiKey } = this.#server;
    const violations: string[] = [];
    const changed = this.#firstKey !== undefined && this.#firstKey !== apiKey;
    if (changed) violations.push("a new shop has forgotten its development key");
    await this.#with(this.#firstKey ?? apiKey, async (client) => {
      const [taken] = this.#order.ids;
      await client.send(this.#order);
      const [id] = this.#order.ids;
      if (id === undefined || this.#order.ids.size > 1) {
        violations.push(
          `a new shop answers ${[...this.#order.ids].join(" and ")}, before ${taken}`,
        );
      } else if (!(await isCompleted(client, id))) {
        violations.push(`${id} of a new shop did not come to its end`);
      }
    });
    const { code, stderr } = await this.#server.command("verify");
    if (code !== 0) violations.push(`a new shop does not verify (${code}): ${stderr.slice(-500)}`);
    return violations;
  }

  async #with<T>(apiKey: string, use: (client: OrderClient) => Promise<T>): Promise<T> {
    const client = new OrderClient(() => ({ url: this.#server.url, apiKey }));
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }
}

async function isCompleted(client: OrderClient, id: string): Promise<boolean> {
  const deadline = performance.now() + orderMs;
  while (performance.now() < deadline) {
    const { body } = await client.call({ method: "GET", path: `/v1/orders/${id}` });
    if ((body as { status?: string } | undefined)?.status === "completed") return true;
    await delay(pollMs);
  }
  return false;
}
