import { Admin } from "@platformatic/kafka";
import { fewRetries, switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { FetchClient } from "./fetch-client.ts";

/** The connections that lookups ask by, of whatever topic. */
export class LookupClients {
  readonly connection: KafkaConnection;
  readonly admin: Admin;
  readonly fetch: FetchClient;
  readonly #askAnother: () => void;

  constructor(connection: KafkaConnection) {
    const { options, askAnother } = switchingOptions(connection, fewRetries);
    this.connection = connection;
    this.admin = new Admin(options);
    this.fetch = new FetchClient(connection);
    this.#askAnother = askAnother;
  }

  /** Whoever asks next asks another broker, and who leads what is found out anew. */
  forget(): void {
    this.#askAnother();
    this.fetch.forgetLeaders();
  }

  async close(): Promise<void> {
    await Promise.all([this.admin.close(), this.fetch.close()]);
  }
}
