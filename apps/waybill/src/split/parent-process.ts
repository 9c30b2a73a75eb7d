import type { ServiceUrls } from "./replicas.ts";

/** What a process tells its supervisor. */
export interface Listening {
  readonly listening: string;
}

/** What the supervisor tells the gateway. */
export interface Services {
  readonly services: readonly (readonly [string, readonly string[]])[];
}

export interface ParentProcess {
  listening(url: string): void;
  onServices(use: (urls: ServiceUrls) => void): void;
  /** The channel would keep the process alive. */
  leave(): void;
}

/** The supervisor that has started this process; undefined when nobody has. */
export function parentProcess(): ParentProcess | undefined {
  if (process.send === undefined) return undefined;
  return {
    listening: (url) => {
      const message: Listening = { listening: url };
      process.send?.(message);
    },
    onServices: (use) => {
      process.on("message", (message: Partial<Services>) => {
        if (message.services !== undefined) use(new Map(message.services));
      });
    },
    leave: () => {
      if (process.connected) process.disconnect();
    },
  };
}
