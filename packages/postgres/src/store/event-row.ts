import { upcast, type Contract, type Recorded } from "@waybill/kit";

/** A row of the table `events`, as the statements of `src/sql/` read it. */
export interface EventRow {
  readonly position: string | null;
  readonly partition: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly tenant: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly traceparent: string;
  readonly touches: string[] | null;
  readonly data: string;
  /** Milliseconds since 1970, with a fraction. */
  readonly time: number;
}

/** Whose log it is, and the events that are known, by type. */
export interface LogOf {
  readonly source: string;
  readonly contracts: ReadonlyMap<string, Contract>;
}

export function recordedOf(row: EventRow, log: LogOf): Recorded {
  const { data, schemaVersion } = lifted(row, log.contracts);
  return {
    source: log.source,
    position: Number(row.position),
    partition: row.partition,
    stream: row.stream,
    version: row.version,
    type: row.type,
    schemaVersion,
    data,
    meta: {
      tenant: row.tenant,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      traceparent: row.traceparent,
    },
    time: Math.round(row.time),
    touches: row.touches ?? [],
  };
}

/** What cannot be lifted is handed on as it is: whoever handles it fails, and only its key is parked. */
function lifted(
  { type, schema_version: schemaVersion, data: text }: EventRow,
  contracts: LogOf["contracts"],
): Pick<Recorded, "data" | "schemaVersion"> {
  const data = parsed(text);
  const contract = contracts.get(type);
  if (contract === undefined || contract.version === schemaVersion) return { data, schemaVersion };
  try {
    return { data: upcast(contract, schemaVersion, data), schemaVersion: contract.version };
  } catch {
    return { data, schemaVersion };
  }
}

/** What is no JSON stays text, which is the data of no event: its key is parked and not the log. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
