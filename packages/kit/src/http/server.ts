import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { WaybillError, errorMessage } from "../errors.ts";
import { clientErrorAnswer } from "./framework-errors.ts";

type Serve = (request: IncomingMessage, response: ServerResponse) => void;
type TurnsAway = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface ServerParts {
  /** Asked before Fastify sees a call. @returns whether the call has been answered, so that nothing is left to do */
  readonly turnsAway: TurnsAway;
  readonly onFrameworkError: (error: Error, request: FastifyRequest, reply: FastifyReply) => void;
}

/** Fastify with a limit on everything a client can stretch: sizes, times, idle connections. */
export function createServer(
  bodyLimitBytes: number,
  { turnsAway, onFrameworkError }: ServerParts,
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    serverFactory: (serve) => nodeServer(turnsAway, serve),
    forceCloseConnections: "idle",
    // Calls that arrive while closing get our own problem document.
    return503OnClosing: false,
    routerOptions: {
      maxParamLength: 1_024,
      // Read by the route itself, against its schema.
      querystringParser: () => ({}),
    },
    frameworkErrors: onFrameworkError,
    clientErrorHandler(error: Error & { code?: string }, socket: Socket) {
      if (error.code === "ECONNRESET" || !socket.writable) return;
      socket.end(clientErrorAnswer(error.code));
    },
  });
  app.decorateRequest("exchange", null);
  app.decorateRequest("servedRoute", null);
  return app;
}

/** What {@link closeServer} looks through: Node does not tell which connections a server has. */
const openConnections = new WeakMap<Server, ReadonlySet<Socket>>();

/** A slow sender holds a socket for half a minute at most; a load balancer's idle timeout (60 s) stays below ours. */
function nodeServer(turnsAway: TurnsAway, serve: Serve): Server {
  const limits = {
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16 * 1_024,
    headersTimeout: 15_000,
  };
  const server = createHttpServer(limits, (request, response) => {
    if (!turnsAway(request, response)) serve(request, response);
  });
  const open = new Set<Socket>();
  openConnections.set(server, open);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  // Who asks before sending a body is told at once; Node would have let it come.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (turnsAway(request, response)) return;
    response.writeContinue();
    serve(request, response);
  });
  return server;
}

/**
 * Connections that the kernel completes while the process is busy; more than `net.core.somaxconn` (4,096 as a rule)
 * is not given. With Node's 511, of 1,500 that come during one long turn 988 wait a second and longer.
 */
const WAITING_CONNECTIONS = 4_096;

/** @throws WaybillError `port-in-use`, or `address-unusable` for a host or port that this machine does not give */
export async function listen(
  app: FastifyInstance,
  where: { port: number; host: string },
): Promise<{ url: string }> {
  try {
    return { url: await app.listen({ ...where, backlog: WAITING_CONNECTIONS }) };
  } catch (cause) {
    const { code, syscall } = cause as Partial<NodeJS.ErrnoException>;
    if (syscall === undefined) throw cause;
    if (code === "EADDRINUSE") {
      throw new WaybillError(
        "port-in-use",
        `Port ${where.port} on ${where.host} is in use by another program: stop that or choose another port.`,
        { cause },
      );
    }
    throw new WaybillError(
      "address-unusable",
      `Cannot listen on port ${where.port} of ${where.host} (${errorMessage(cause)}): give an address of this machine, such as 127.0.0.1 or 0.0.0.0, and a port that this user may have.`,
      { cause },
    );
  }
}

/** A call may be on its way on a connection that was made just before closing began. */
const SILENT_MS = 1_000;

/** Lets running calls finish for `drainMs`, then cuts their connections. */
export async function closeServer(app: FastifyInstance, drainMs: number): Promise<void> {
  const { server } = app;
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  const silentSince = new Map<Socket, number>();
  // Node closes what is idle when closing begins; a kept-alive connection whose answer ends later would hold the port.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    const now = performance.now();
    // Browsers and load balancers connect ahead. Node takes a connection that has said nothing for a busy one.
    for (const socket of openConnections.get(server) ?? []) {
      if (socket.bytesRead > 0) continue;
      const since = silentSince.get(socket) ?? now;
      silentSince.set(socket, since);
      if (now - since >= SILENT_MS) socket.destroy();
    }
  }, 20);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
    clearInterval(sweep);
  }
}
