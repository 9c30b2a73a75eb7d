import { Retryable, Terminal } from "@waybill/kit";
import { createTransport } from "nodemailer";
import pLimit from "p-limit";

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). Otherwise STARTTLS is used where the server offers it. */
  readonly secure: boolean;
  readonly user?: string;
  readonly password?: string;
  /** Address that mails come from, with or without a name: `Shop <shop@example.com>`. */
  readonly from: string;
}

/**
 * Settings of a URL: `smtp://user:password@mail.example.com:587`, or `smtps://…` for TLS from the
 * first byte. Ports are 587 and 465 unless told.
 */
export function smtpSettingsOf(url: string, from: string): SmtpSettings {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    host: hostname,
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    from,
    ...(username === "" ? {} : login),
  };
}

export interface Mail {
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A way to send mails. */
export interface MailServer {
  /** Right-hand side of message ids. */
  readonly domain: string;
  /**
   * Resolves when the server has taken the mail. One that waits for its turn when the signal comes is not sent; one
   * that is on its way then is joined by whoever sends it again.
   * @throws the signal's reason
   * @throws {Terminal} `mail-refused` when it refuses this mail for good (a 5xx reply)
   * @throws {Retryable} `mail-server-unavailable` for everything else
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
  close(): void;
}

const connections = 5;
const connectTimeoutMs = 5_000;
const socketTimeoutMs = 20_000;

/** Sends over a pool of SMTP connections, which are opened with the first mail. */
export function smtpServer(settings: SmtpSettings): MailServer {
  const { host, port, secure, user, password, from } = settings;
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    host,
    port,
    secure,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: socketTimeoutMs,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    // Mails have no attachments; nothing in one may make the mailer read a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Not the transport's own queue: what waits there goes out even when nobody wants it any more.
  const inTurn = pLimit(connections);
  const underWay = new Map<string, Promise<void>>();
  const sendNow = async (mail: Mail): Promise<void> => {
    try {
      await transport.sendMail({ from, ...mail });
    } catch (error) {
      throw failureOf(error);
    }
  };
  return {
    domain: /@([\w.-]+)/.exec(from)?.[1] ?? "waybill",
    async send(mail, signal) {
      const { messageId } = mail;
      await (underWay.get(messageId) ??
        inTurn(() => {
          signal.throwIfAborted();
          const sending = sendNow(mail).finally(() => underWay.delete(messageId));
          underWay.set(messageId, sending);
          return sending;
        }));
    },
    close() {
      transport.close();
    },
  };
}

interface SmtpFailure {
  readonly code?: string;
  /** What the reply is to. */
  readonly command?: string;
  readonly responseCode?: number;
}

/** Of the login and of TLS (RFC 4954, 6; RFC 3207, 4): whatever they answer, it is not about a mail. */
const aboutLogin: ReadonlySet<number | undefined> = new Set([530, 534, 535, 538]);

/**
 * RFC 5321, 4.2.1: 4xx is for now, 5xx for good. Only where the reply is to this mail's recipient or text: that nobody is
 * logged in, or that the shop's own address may not send, says nothing about the mail. The reply is not repeated, it
 * names the address.
 */
function failureOf(error: unknown): Error {
  const { code, command, responseCode } = error as SmtpFailure;
  const ofMail = code === "EENVELOPE" || code === "EMESSAGE";
  const aboutMail = ofMail && command !== "MAIL FROM" && !aboutLogin.has(responseCode);
  if (aboutMail && (responseCode === undefined || responseCode >= 500)) {
    const reply = responseCode ?? "envelope";
    return new Terminal("mail-refused", `the mail server refuses a mail for good (${reply})`, {
      details: { reason: `smtp_${reply}` },
    });
  }
  const what = responseCode === undefined ? (code ?? "no answer") : `reply ${responseCode}`;
  return new Retryable(
    "mail-server-unavailable",
    `the mail server did not take a mail (${what}); if it stays so, check the SMTP settings`,
  );
}
