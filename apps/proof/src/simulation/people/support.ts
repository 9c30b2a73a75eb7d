import type { Finding } from "@waybill/checker";
import type { Seed } from "@waybill/simulator";
import type { World } from "../world.ts";
import type { Desk } from "./desk.ts";
import { Wishes } from "./wishes.ts";

const meanWaitMs = 3_000;

interface Mail {
  readonly orderId: string;
  readonly kind: string;
}

/** Sends mails once more to customers who say that they have none: each at most once. */
export class Support {
  readonly #world: World;
  readonly #desk: Desk;
  readonly #seed: Seed;
  readonly #wishes = new Wishes();
  /** Wishes that support is at. */
  busy = 0;

  /** @param share of the mails that went out or were refused */
  constructor(world: World, desk: Desk, share: number) {
    this.#world = world;
    this.#desk = desk;
    this.#seed = world.seed.fork("support");
    if (share === 0) return;
    world.disks.get("notifications")?.watch((_, { events }) => {
      for (const { type, data } of events) {
        if (type !== "NotificationSent" && type !== "NotificationFailed") continue;
        if (!world.faults.isCalm && this.#seed.chance(share)) this.#later(data as Mail);
      }
    });
  }

  /** N as support saw it. */
  get findings(): readonly Finding[] {
    const own = this.#world.disks.get("notifications")?.streams.own ?? [];
    const made = [...own].flatMap(({ type, data }) =>
      type === "ResendRequested" ? [nameOf(data as Mail)] : [],
    );
    const what = "the wish for a mail once more";
    return this.#wishes.findings(made, { check: "N", problem: "resend-differs", what });
  }

  #later(mail: Mail): void {
    this.busy += 1;
    this.#world.time.after(this.#seed.delay(meanWaitMs), () => {
      void this.#resend(mail).finally(() => {
        this.busy -= 1;
      });
    });
  }

  async #resend(mail: Mail): Promise<void> {
    const name = nameOf(mail);
    this.#wishes.begin(name, mail.orderId);
    const told = await this.#desk.insist(
      {
        service: "notifications",
        operationId: "resendNotification",
        params: { id: name },
        key: `resend-${name}`,
      },
      this.#seed,
    );
    this.#wishes.told(name, told);
  }
}

/** As the id of a notification in the API. */
function nameOf({ orderId, kind }: Mail): string {
  return `${orderId}.${kind}`;
}
