import assert from "node:assert/strict";
import {
  keyOf,
  streamOf,
  type Command,
  type Contract,
  type DecideContext,
  type Decider,
  type NewEvent,
} from "@waybill/kit/pure";
import { Check } from "typebox/value";
import { locations } from "../domain/locations.ts";
import { movement, type MovementCommand } from "../domain/movement.ts";
import {
  reservation,
  type ReservationCommand,
  type ReservationState,
} from "../domain/reservation.ts";
import { stock, stockStream, type StockState } from "../domain/stock.ts";

interface Stream {
  readonly version: number;
  readonly state: unknown;
}

interface Logged {
  readonly contract: Contract;
  readonly data: unknown;
  readonly streams: readonly string[];
  readonly time: number;
}

/** The service's deciders on streams in memory, as the runtime drives them: all events of a command or none. */
export class Ledger {
  readonly tenant = "acme";
  readonly log: Logged[] = [];
  now = 1_000_000;
  #streams = new Map<string, Stream>();

  constructor(codes: readonly string[] = ["east", "north", "west"]) {
    for (const [index, code] of codes.entries()) {
      this.#give(locations, { type: "define", code, name: code, priority: index });
    }
  }

  /** Gives a stock movement to its decider; returns the types of what happened. */
  move(command: MovementCommand): string[] {
    return this.#give(movement, command);
  }

  receive(sku: string, location: string, quantity: number): string[] {
    const movementId = `rcp_${this.log.length}`;
    return this.move({ type: "receive", movementId, location, lines: [{ sku, quantity }] });
  }

  /** Gives a command about an order to its decider; returns the types of what happened. */
  order(command: ReservationCommand): string[] {
    return this.#give(reservation, command);
  }

  reserve(
    orderId: string,
    ...lines: readonly (readonly [sku: string, quantity: number])[]
  ): string[] {
    return this.order({
      type: "reserve",
      orderId,
      lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
      ttlMs: 60_000,
    });
  }

  stock(sku: string): StockState {
    return this.#state(stockStream(this.tenant, sku)) as StockState;
  }

  reservation(orderId: string): ReservationState {
    return this.#state(streamOf("reservation", orderId)) as ReservationState;
  }

  /** Data of the newest event of a kind. */
  last<Data>(contract: Contract): Data {
    const found = this.log.findLast((each) => each.contract.type === contract.type);
    assert.ok(found, `no ${contract.type} happened`);
    return found.data as Data;
  }

  /** Every stream folded anew from the log alone. */
  replayed(): ReadonlyMap<string, Stream> {
    const kept = this.#streams;
    this.#streams = new Map();
    for (const each of this.log) this.#apply(each);
    const fresh = this.#streams;
    this.#streams = kept;
    return fresh;
  }

  get streams(): ReadonlyMap<string, Stream> {
    return this.#streams;
  }

  #give<State, Cmd extends Command>(decider: Decider<State, Cmd>, command: Cmd): string[] {
    const home = streamOf(decider.category, decider.key(command, this.tenant));
    const state = this.#state(home) as State;
    const loaded = new Set([home, ...decider.also(command, state, this.tenant)]);
    const context: DecideContext = {
      now: this.now,
      tenant: this.tenant,
      id: (prefix) => `${prefix}_${this.log.length}`,
      other: <Other>(stream: string) => {
        assert.ok(loaded.has(stream), `${stream} was not named by also`);
        return this.#state(stream) as Other;
      },
    };
    const events: readonly NewEvent[] = decider.decide(command, state, context);
    for (const { contract, data, touches } of events) {
      for (const stream of touches)
        assert.ok(loaded.has(stream), `${stream} was not named by also`);
      // As the store keeps it: what JSON drops is dropped here, too.
      const kept: unknown = JSON.parse(JSON.stringify(data));
      assert.ok(Check(contract.schema, kept), `${contract.type} is not as its contract says`);
      const logged = { contract, data: kept, streams: [home, ...touches], time: this.now };
      this.log.push(logged);
      this.#apply(logged);
    }
    return events.map(({ contract }) => contract.type);
  }

  #apply({ contract, data, streams, time }: Logged): void {
    for (const stream of streams) {
      const { version } = this.#streams.get(stream) ?? { version: 0 };
      const change = { key: keyOf(stream), tenant: this.tenant, time };
      const state = deciderOf(stream).evolve(
        this.#state(stream),
        { type: contract.type, data },
        change,
      );
      this.#streams.set(stream, { version: version + 1, state });
    }
  }

  #state(stream: string): unknown {
    return this.#streams.get(stream)?.state ?? deciderOf(stream).initial(keyOf(stream));
  }
}

function deciderOf(stream: string): Decider {
  const category = stream.slice(0, stream.indexOf("-"));
  const all = [stock, movement, reservation, locations] as unknown as readonly Decider[];
  const found = all.find((each) => each.category === category);
  assert.ok(found, `no decider for ${stream}`);
  return found;
}
