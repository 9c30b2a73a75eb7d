import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Lane } from "./tcp-lane.ts";

/** One connection through the proxy: what Waybill sends, and what PostgreSQL or a broker answers. */
export class Link {
  readonly requests: Lane;
  readonly replies: Lane;
  readonly #client: Socket;
  readonly #server: Socket;
  #name = "";

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    this.requests = new Lane(client, server);
    this.replies = new Lane(server, client);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A cut shows as an error on the other end of this process; the end follows it.
      socket.on("error", () => undefined);
    }
    server.once("close", () => client.destroy());
    // What is held for the server is delivered later, though who sent it is gone.
    client.once("close", () => void this.requests.emptied().then(() => server.end()));
  }

  /** The `application_name` that the connection began with. */
  get name(): string {
    return this.#name;
  }

  note(chunk: Buffer): void {
    if (this.#name !== "") return;
    this.#name = /application_name\0([^\0]+)/.exec(chunk.toString("latin1"))?.[1] ?? "";
  }

  /** Waybill sees the connection break; what is held for the server still arrives there. */
  hangUp(): void {
    this.#client.destroy();
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }
}

type Watch = (link: Link, chunk: Buffer) => void;

/** Stands between Waybill and PostgreSQL, or a broker, as the network would. */
export class TcpProxy {
  readonly port: number;
  /** Sees what Waybill sends, before it is passed on. */
  watch: Watch = () => undefined;
  readonly #links = new Set<Link>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** @param port where it listens; any that is free when absent */
  static async open(targetPort: number, port = 0): Promise<TcpProxy> {
    let accept: (client: Socket) => void = () => undefined;
    const server = createServer((client) => {
      accept(client);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const proxy = new TcpProxy(server);
    accept = (client) => {
      proxy.#accept(client, targetPort);
    };
    return proxy;
  }

  get links(): readonly Link[] {
    return [...this.#links];
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.cut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #accept(client: Socket, port: number): void {
    const server = connect({ port, host: "127.0.0.1" });
    const link = new Link(client, server);
    this.#links.add(link);
    server.once("close", () => this.#links.delete(link));
    link.requests.watch = (chunk) => {
      link.note(chunk);
      this.watch(link, chunk);
    };
  }
}
