import { StoreUnavailable, type Attention } from "@waybill/kit";
import type { DeadLetters } from "@waybill/postgres";
import type { WatchedService } from "../../system/watched-service.ts";
import type { ServiceState } from "./flows.ts";

export interface AttentionSources {
  readonly running: readonly WatchedService[];
  readonly databases: ReadonlyMap<string, { readonly deadLetters: DeadLetters }>;
  /** Of the installation as a whole. */
  readonly proof: { readonly attention: () => Promise<readonly Attention[]> };
}

/** What a person of this tenant should look at, of all services. */
export async function attentionOf(
  { running, databases, proof }: AttentionSources,
  tenant: string,
): Promise<readonly Attention[]> {
  const [broken, ...told] = await Promise.all([
    proof.attention(),
    ...running.map(({ module, context }) => {
      const { name } = module.service;
      return unlessAway(name, async () => [
        deadLetters(name, (await databases.get(name)?.deadLetters.count(tenant)) ?? 0),
        ...((await module.attention?.(context, tenant)) ?? []),
      ]);
    }),
  ]);
  return [...broken, ...told.flat()].filter(({ count }) => count > 0);
}

function deadLetters(service: string, count: number): Attention {
  const wait = count === 1 ? `dead letter of ${service} waits` : `dead letters of ${service} wait`;
  return { kind: "dead-letters", service, count, message: `${wait} for a person` };
}

/** A service whose database is away must not hide what there is to know of the others. */
async function unlessAway(
  service: string,
  look: () => Promise<readonly Attention[]>,
): Promise<readonly Attention[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const message = `the database of ${service} does not answer: ${error.message}`;
    return [{ kind: "service-degraded", service, count: 1, message }];
  }
}

/** Consumers that a person has paused. Who and why are told to the tenant of that person. */
export function pauses(running: readonly WatchedService[], tenant: string): readonly Attention[] {
  return running.flatMap(({ runtime }) => {
    const paused = [...runtime.groups].flatMap(([consumer, { pause }]) =>
      pause === undefined ? [] : [{ consumer, pause }],
    );
    if (paused.length === 0) return [];
    const told = paused.map(({ consumer, pause: { since, by, tenant: theirs, reason } }) => {
      const who = theirs === tenant ? `${by} (${reason})` : "an operator of another tenant";
      return `${consumer} by ${who} since ${new Date(since).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    });
    const message = `${paused.length === 1 ? "consumer is" : "consumers are"} paused by a person: ${told.join("; ")}`;
    const service = runtime.service.name;
    return [{ kind: "consumer-paused", service, count: paused.length, message }];
  });
}

/** What is wrong with services themselves, whoever's orders they carry. */
export function troubles(states: readonly ServiceState[]): readonly Attention[] {
  return states
    .filter(({ status }) => status !== "ok")
    .map(({ name, reasons }) => ({
      kind: "service-degraded",
      service: name,
      count: reasons.length,
      message: reasons.join("; "),
    }));
}
