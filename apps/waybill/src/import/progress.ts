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
    const format = `${what.padEnd(26)} {bar} {value}/{total}  {eta_formatted}`;
    this.#bar = new SingleBar({ format, hideCursor: true, fps: 5 }, Presets.shades_classic);
    this.#bar.start(total, 0);
  }

  step(): void {
    this.#bar?.increment();
  }

  at(done: number, total: number): void {
    this.#bar?.setTotal(total);
    this.#bar?.update(done);
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
