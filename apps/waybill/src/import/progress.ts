import { Presets, SingleBar } from "cli-progress";

/** Tells a person at a terminal how far it is; says nothing to anyone else. */
export class Progress {
  readonly #shown: boolean;
  #bar: SingleBar | undefined;

  constructor(options: { readonly quiet: boolean }) {
    this.#shown = !options.quiet && process.stderr.isTTY;
  }

  begin(what: string, total: number): void {
    this.end();
    if (!this.#shown || total === 0) return;
    const format = `{what} {bar} {value}/{total}  {eta_formatted}`;
    this.#bar = new SingleBar({ format, hideCursor: true, fps: 5 }, Presets.shades_classic);
    this.#bar.start(total, 0, { what: padded(what) });
  }

  /** Of work whose parts have names, or whose end moves. */
  at(done: number, { what, total }: { readonly what?: string; readonly total?: number }): void {
    if (total !== undefined) this.#bar?.setTotal(total);
    this.#bar?.update(done, what === undefined ? {} : { what: padded(what) });
  }

  step(): void {
    this.#bar?.increment();
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

function padded(what: string): string {
  return what.padEnd(26);
}
