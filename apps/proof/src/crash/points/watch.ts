type Method = (this: unknown, ...parameters: unknown[]) => unknown;

export interface Watcher<Parameters extends unknown[], Answer> {
  /** Before the call, on the same object. */
  readonly called?: (this: unknown, ...parameters: Parameters) => void;
  /** When the call has done all that it can without an answer from outside. */
  readonly sent?: (...parameters: Parameters) => void;
  /** When there is an answer, before the caller has it. */
  readonly answered?: (answer: Answer, parameters: Parameters) => void;
}

/**
 * Has every call of a method watched, whoever makes it.
 * @param prototype of the class
 * @throws {Error} when it has no such method: the watcher would wait for ever
 */
export function watch<Parameters extends unknown[], Answer>(
  prototype: object,
  name: string,
  { called, sent, answered }: Watcher<Parameters, Answer>,
): void {
  const methods = prototype as Record<string, Method | undefined>;
  const original = methods[name];
  if (original === undefined) throw new Error(`there is no method ${name} to watch`);
  methods[name] = function (...given) {
    const parameters = given as unknown as Parameters;
    called?.call(this, ...parameters);
    const result = original.apply(this, given);
    if (!(result instanceof Promise)) return result;
    let isSettled = false;
    const settled = result.then((answer: Answer) => {
      isSettled = true;
      answered?.(answer, parameters);
      return answer;
    });
    if (sent !== undefined) {
      setImmediate(() => {
        if (!isSettled) sent(...parameters);
      });
    }
    return settled;
  };
}
