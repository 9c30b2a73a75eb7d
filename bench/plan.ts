/** Parts of the benchmark, in the order in which a run does them. */
export const parts = [
  "startup",
  "naive",
  "end-to-end",
  "acceptance",
  "hot-sku",
  "ten-lines",
  "latency",
  "overview",
  "import",
  "million",
] as const;
export type Part = (typeof parts)[number];

export interface Plan {
  readonly runs: number;
  readonly only: ReadonlySet<Part>;
  /** How long each thing is measured. */
  readonly seconds: {
    readonly naive: number;
    readonly endToEnd: number;
    readonly acceptance: number;
    readonly variant: number;
    readonly latency: number;
    readonly overview: number;
    readonly million: number;
  };
  /** How often a stretch with the overview on a screen is compared with one without. */
  readonly overviewPairs: number;
  /** Historic orders that are imported. */
  readonly importOrders: number;
  /** Orders in the tables for the last part. */
  readonly fullOrders: number;
  /** The filling gives up after this time and says how far it came. */
  readonly fillLimitSeconds: number;
}

export function planOf(options: { readonly quick: boolean; readonly only: readonly Part[] }): Plan {
  const only = new Set<Part>(options.only.length === 0 ? parts : options.only);
  // What is compared has to be measured together.
  if (only.has("end-to-end")) only.add("naive");
  if (only.has("latency")) only.add("end-to-end");
  if (only.has("import")) only.add("naive");
  if (options.quick) {
    return {
      runs: 1,
      only,
      seconds: {
        naive: 8,
        endToEnd: 10,
        acceptance: 3,
        variant: 8,
        latency: 10,
        overview: 8,
        million: 8,
      },
      overviewPairs: 1,
      importOrders: 4_000,
      fullOrders: 30_000,
      fillLimitSeconds: 120,
    };
  }
  return {
    runs: 3,
    only,
    seconds: {
      naive: 30,
      endToEnd: 60,
      acceptance: 5,
      variant: 20,
      latency: 60,
      overview: 15,
      million: 30,
    },
    overviewPairs: 4,
    importOrders: 20_000,
    fullOrders: 1_000_000,
    fillLimitSeconds: 1_800,
  };
}
