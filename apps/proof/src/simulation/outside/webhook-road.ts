import { signWebhook, type Reply } from "@waybill/kit";
import type { Faults, Seed, Time } from "@waybill/simulator";

/** Something to be told, until it is taken. */
interface Waiting {
  readonly id: string;
  /** @returns JSON */
  readonly event: () => string;
  /** Events of one subject stay in order. */
  readonly subject: string;
}

export interface WebhookRoadOptions {
  /** `provider` or `carrier`: the first part of its faults' names. */
  readonly name: string;
  readonly secret: string;
  readonly time: Time;
  readonly seed: Seed;
  readonly faults: Faults;
  readonly waiting: (limit: number) => Promise<readonly Waiting[]>;
  readonly sent: (ids: readonly string[]) => Promise<void>;
  /** Calls the shop; rejects when it does not answer. */
  readonly post: (headers: Readonly<Record<string, string>>, body: string) => Promise<Reply>;
}

const roundMs = 100;
const maxBatch = 100;
const maxLateMs = 120_000;

/** Posts what somebody outside has to tell, at least once: late, repeatedly, each in its order. */
export class WebhookRoad {
  readonly #options: WebhookRoadOptions;
  /** Subjects of which nothing is told until then. */
  readonly #late = new Map<string, number>();
  #posts = 0;

  constructor(options: WebhookRoadOptions) {
    this.#options = options;
  }

  start(): void {
    const { time, seed } = this.#options;
    time.after(seed.delay(roundMs), () => {
      void this.#round().finally(() => this.start());
    });
  }

  async #round(): Promise<void> {
    const { waiting, sent, time, name, faults } = this.#options;
    const now = time.now;
    const due = (await waiting(maxBatch)).filter(({ subject }) => this.#isOnTime(subject, now));
    if (due.length === 0) return;
    try {
      const taken = await this.#post(due);
      if (!taken) return;
      if (faults.strikes(`${name}-webhook-repeated`)) await this.#post(due);
    } catch {
      return;
    }
    await sent(due.map(({ id }) => id));
  }

  #isOnTime(subject: string, now: number): boolean {
    const { seed, faults, name } = this.#options;
    const until = this.#late.get(subject);
    if (until !== undefined) {
      if (until > now) return false;
      this.#late.delete(subject);
      return true;
    }
    if (!faults.strikes(`${name}-webhook-late`)) return true;
    this.#late.set(subject, now + seed.int(100, maxLateMs));
    return false;
  }

  async #post(due: readonly Waiting[]): Promise<boolean> {
    const { secret, time, post } = this.#options;
    const body = `{"events":[${due.map(({ event }) => event()).join(",")}]}`;
    const id = `msg_${this.#posts++}`;
    const reply = await post(signWebhook({ id, body, now: time.now }, [secret]), body);
    return reply.status < 300;
  }
}
