/** What the modules of one part of the repository may import beside files of their own part. */
export interface ImportRule {
  /** Folder from the root; `*` stands for one folder name. The first rule that fits is used. */
  readonly folder: string;
  /** Packages of this repository; `"all"` for no limit. */
  readonly ours: readonly string[] | "all";
  /** Libraries; `"declared"` leaves it to the package.json, whose use knip checks. */
  readonly libraries: readonly string[] | "declared";
  /** Modules of Node. */
  readonly node: boolean;
}

/** The table of docs/ARCHITECTURE.md, "who may import whom". Where a rule is missing, importing fails. */
export const importRules: readonly ImportRule[] = [
  { folder: "packages/kit", ours: [], libraries: "declared", node: true },
  { folder: "packages/contracts", ours: [], libraries: ["typebox"], node: false },
  { folder: "packages/autoscaler", ours: [], libraries: [], node: false },
  ...["packages/postgres", "packages/bus-*", "packages/simulator"].map(adapter),
  {
    folder: "packages/checker",
    ours: ["@waybill/contracts", "@waybill/kit", "@waybill/kit/pure"],
    libraries: [],
    node: true,
  },
  {
    folder: "services/*/src/domain",
    ours: ["@waybill/contracts", "@waybill/kit/pure"],
    libraries: [],
    node: false,
  },
  {
    folder: "services/*",
    ours: ["@waybill/contracts", "@waybill/kit", "@waybill/kit/pure"],
    libraries: "declared",
    node: true,
  },
  {
    folder: "apps/console",
    ours: ["@waybill/contracts/minor-units"],
    libraries: "declared",
    node: true,
  },
  ...["apps/waybill", "apps/proof", "tests", "bench", "tools"].map((folder): ImportRule => ({
    folder,
    ours: "all",
    libraries: "declared",
    node: true,
  })),
];

function adapter(folder: string): ImportRule {
  const ours = ["@waybill/contracts", "@waybill/kit", "@waybill/kit/pure", "@waybill/kit/testing"];
  return { folder, ours, libraries: "declared", node: true };
}

/**
 * Tests may use Node and the libraries for testing anywhere, and in a service the real store. They
 * still may not reach another service.
 */
export const testRule: Omit<ImportRule, "folder"> = {
  ours: [
    "@waybill/brokers",
    "@waybill/contracts",
    "@waybill/kit",
    "@waybill/kit/pure",
    "@waybill/kit/testing",
    "@waybill/postgres",
    "@waybill/postgres/testing",
    "@waybill/simulator",
  ],
  libraries: "declared",
  node: true,
};

/**
 * The kit's second door, for domain code. Nothing that is loaded through it may load Node or a
 * library other than these.
 */
export const pureEntry = {
  file: "packages/kit/src/pure.ts",
  libraries: ["typebox"] as readonly string[],
};
