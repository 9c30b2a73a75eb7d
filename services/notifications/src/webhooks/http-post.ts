import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { errorMessage } from "@waybill/kit";
import { bareHost, guardedLookup, isClosedAddress } from "./address-guard.ts";

export interface PostResult {
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  readonly error?: string;
}

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const timeoutMs = 10_000;

/**
 * Posts to addresses that strangers chose: never into a private network (unless allowed), never
 * along a redirect, never longer than ten seconds; the answer's body is thrown away.
 */
export class WebhookPoster {
  readonly #allowPrivate: boolean;
  // Without a limit of sockets, which the sender's limit of calls under way is: the ten seconds run from
  // the beginning, so a call that had to wait for a socket could fail without having been sent.
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(allowPrivate: boolean) {
    this.#allowPrivate = allowPrivate;
  }

  /** Never throws: every failure is a result. */
  async post(request: PostRequest, stopping: AbortSignal): Promise<PostResult> {
    try {
      return { status: await this.#send(request, stopping) };
    } catch (error) {
      return { error: errorMessage(error) };
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #send({ url: text, headers, body }: PostRequest, stopping: AbortSignal): Promise<number> {
    const url = new URL(text);
    const host = bareHost(url);
    // A literal address is not looked up, so the guard of lookups would not see it.
    if (!this.#allowPrivate && isIP(host) !== 0 && isClosedAddress(host)) {
      return Promise.reject(new Error("the webhook's address is in a private network"));
    }
    const isTls = url.protocol === "https:";
    const options: RequestOptions = {
      method: "POST",
      agent: isTls ? this.#https : this.#http,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Waybill-Webhooks",
        ...headers,
      },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
      ...(this.#allowPrivate ? {} : { lookup: guardedLookup }),
    };
    return new Promise((resolve, reject) => {
      const call = (isTls ? httpsRequest : httpRequest)(url, options, (response) => {
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.once("error", reject);
        response.resume();
      });
      call.once("error", reject);
      call.end(body);
    });
  }
}
