import type { Finding } from "@waybill/checker";
import type { World } from "../world.ts";
import type { Desk } from "./desk.ts";
import { Wishes } from "./wishes.ts";

interface Mail {
  readonly orderId: string;
  readonly kind: string;
}

/** Sends mails once more to customers who say that they have none: each at most once. */
export class Support {
  readonly #world: World;
  readonly #wishes: Wishes;

  /** @param share of the mails that went out or were refused */
  constructor(world: World, desk: Desk, share: number) {
    this.#world = world;
    const seed = world.seed.fork("support");
    this.#wishes = new Wishes(world, desk, seed);
    if (share === 0) return;
    world.disks.get("notifications")?.watch((_, { events }) => {
      for (const { type, data } of events) {
        if (type !== "NotificationSent" && type !== "NotificationFailed") continue;
        if (!world.faults.isCalm && seed.chance(share)) this.#resendLater(data as Mail);
      }
    });
  }

  get busy(): number {
    return this.#wishes.busy;
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

  #resendLater(mail: Mail): void {
    const name = nameOf(mail);
    this.#wishes.later(name, mail.orderId, () => ({
      service: "notifications",
      operationId: "resendNotification",
      params: { id: name },
      key: `resend-${name}`,
    }));
  }
}

/** As the id of a notification in the API. */
function nameOf({ orderId, kind }: Mail): string {
  return `ntf_${orderId.slice(orderId.indexOf("_") + 1)}.${kind}`;
}
