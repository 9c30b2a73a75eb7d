import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { WaybillError } from "../errors.ts";
import { clientErrorAnswer } from "./framework-errors.ts";

/** Fastify with a limit on everything a client can stretch: sizes, times, idle connections. */
export function createServer(
  bodyLimitBytes: number,
  onFrameworkError: (error: Error, request: FastifyRequest, reply: FastifyReply) => void,
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    // A slow sender holds a socket for half a minute at most; a load balancer's idle timeout (60 s) stays below ours.
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16 * 1_024, headersTimeout: 15_000 },
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

/** @throws WaybillError `port-in-use` */
export async function listen(
  app: FastifyInstance,
  where: { port: number; host: string },
): Promise<{ url: string }> {
  try {
    return { url: await app.listen(where) };
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "EADDRINUSE") throw cause;
    throw new WaybillError(
      "port-in-use",
      `Port ${where.port} on ${where.host} is in use by another program: stop that or choose another port.`,
      { cause },
    );
  }
}

/** Lets running calls finish for `drainMs`, then cuts their connections. */
export async function closeServer(app: FastifyInstance, drainMs: number): Promise<void> {
  const { server } = app;
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  // Node closes what is idle when closing begins; a kept-alive connection whose answer ends later would hold the port.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
    clearInterval(sweep);
  }
}
