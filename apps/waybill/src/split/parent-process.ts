import type { ServiceUrls } from "./replicas.ts";

/** What a process tells its supervisor: where it listens; of the gateway, which list it goes by now. */
export type Told = { readonly listening: string } | { readonly using: number };

/** What the supervisor tells the gateway: the processes of each service, or a line of its own log. */
export type Tells =
  | {
      readonly services: readonly (readonly [string, readonly string[]])[];
      /** Counts the lists; to be told back. */
      readonly revision: number;
    }
  | { readonly line: string };

export interface ParentProcess {
  listening(url: string): void;
  onServices(use: (urls: ServiceUrls) => void): void;
  onLine(keep: (line: string) => void): void;
  /** The channel would keep the process alive. */
  leave(): void;
}

/** The supervisor that has started this process; undefined when nobody has. */
export function parentProcess(): ParentProcess | undefined {
  if (process.send === undefined) return undefined;
  const tell = (told: Told): void => {
    process.send?.(told);
  };
  return {
    listening: (url) => tell({ listening: url }),
    onServices: (use) => {
      process.on("message", (message: Tells) => {
        if (!("services" in message)) return;
        use(new Map(message.services));
        tell({ using: message.revision });
      });
    },
    onLine: (keep) => {
      process.on("message", (message: Tells) => {
        if ("line" in message) keep(message.line);
      });
    },
    leave: () => {
      if (process.connected) process.disconnect();
    },
  };
}
