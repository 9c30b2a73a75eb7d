import type { LogEvent } from "../sources.ts";

/** An event that its stream's history does not allow. */
export interface Illegal {
  readonly problem: string;
  readonly message: string;
  readonly version: number;
}

/** Notes what is not allowed while a history is folded. The tables here know nothing of the services' own code. */
export class Legality {
  readonly illegal: Illegal[] = [];

  require(condition: boolean, event: LogEvent, why: string): void {
    if (condition) return;
    this.illegal.push({
      problem: "illegal-transition",
      message: `${event.type} (version ${event.version}): ${why}`,
      version: event.version,
    });
  }
}
