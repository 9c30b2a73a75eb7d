import { Retryable } from "@waybill/kit";
import type { MailServer } from "@waybill/notifications";
import type { Outside } from "./outside.ts";

/** The mail server's own record of what it has taken, by Message-ID. */
export class PostOffice {
  readonly taken = new Map<string, number>();

  /** The server as a process reaches it. It knows no idempotency: what is sent twice goes out twice. */
  reachedBy(outside: Outside): MailServer {
    return {
      domain: "shop.test",
      send: (mail) =>
        outside.call(() => {
          this.taken.set(mail.messageId, (this.taken.get(mail.messageId) ?? 0) + 1);
          return Promise.resolve();
        }),
      close: () => undefined,
    };
  }
}

export function mailUnavailable(what: string): Retryable {
  return new Retryable("mail-server-unavailable", `the mail server ${what}`);
}
