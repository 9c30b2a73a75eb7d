/** Where the sample shop's stock lies; orders take from the lowest priority first. */
export interface SampleLocation {
  readonly code: string;
  readonly name: string;
  readonly priority: number;
}

export const sampleLocations: readonly SampleLocation[] = [
  { code: "lisbon", name: "Lisbon central warehouse", priority: 1 },
  { code: "porto", name: "Porto warehouse", priority: 2 },
  { code: "faro", name: "Faro shop", priority: 3 },
];

/** Units of every product at each location. */
export const unitsEach: Readonly<Record<string, number>> = {
  lisbon: 10_000,
  porto: 5_000,
  faro: 1_000,
};
