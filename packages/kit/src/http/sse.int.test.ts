import assert from "node:assert/strict";
import { test } from "node:test";
import { getRoute, startHost, ticking } from "./testing/test-host.ts";
import { formatEvent } from "./sse.ts";
import type { StreamEvent } from "./route.ts";

const timing = { heartbeatMs: 10, stallMs: 1_000 };

async function readUntil(answer: Response, wanted: RegExp): Promise<string> {
  assert.ok(answer.body !== null);
  let text = "";
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    if (wanted.test(text)) break;
  }
  return text;
}

test("an event is written as the standard has it, and a line break cannot forge a field", () => {
  assert.equal(
    formatEvent({ event: "a\ndata: x", id: "1\r\n2", data: { t: "x\ny" } }),
    'id: 12\nevent: adata: x\ndata: {"t":"x\\ny"}\n\n',
  );
});

test("events arrive in order; when the client leaves the source is told and the call is over", async (context) => {
  let ended = (): void => {};
  const end = new Promise<void>((resolve) => (ended = resolve));
  const routes = [
    getRoute(
      "/ticks",
      ({ context: call }) => ({ status: 200, stream: ticking(call.signal, ended) }),
      { streams: true },
    ),
  ];
  const { url, registry } = await startHost(context, { routes });
  const answer = await fetch(`${url}/ticks`);
  assert.equal(answer.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const text = await readUntil(answer, /id: 3/);
  assert.match(text, /^retry: 2000\n\nid: 1\nevent: tick\ndata: \{"n":1\}\n\nid: 2\n/);
  await end;
  const deadline = Date.now() + 2_000;
  while (!/in_flight 0/.test(await registry.metrics())) assert.ok(Date.now() < deadline);
});

test("a quiet stream sends comments, and Last-Event-ID reaches the handler", async (context) => {
  const quiet = getRoute(
    "/quiet",
    ({ headers, context: call }) => ({
      status: 200,
      stream: (async function* () {
        yield { data: headers["last-event-id"] };
        await new Promise<void>((resolve) =>
          call.signal.addEventListener("abort", () => resolve()),
        );
      })(),
    }),
    { streams: true },
  );
  const { url } = await startHost(context, { routes: [quiet], streamTiming: timing });
  const answer = await fetch(`${url}/quiet`, { headers: { "last-event-id": "41" } });
  const text = await readUntil(answer, /: keep-alive\n\n: keep-alive/);
  assert.match(text, /data: "41"/);
});

test("a finite stream ends the answer; one that fails ends it too and is logged", async (context) => {
  async function* failing(): AsyncGenerator<StreamEvent> {
    yield { data: 1 };
    throw new Error("source broke");
  }
  const { url, logs } = await startHost(context, {
    routes: [getRoute("/failing", () => ({ status: 200, stream: failing() }), { streams: true })],
  });
  assert.equal(await (await fetch(`${url}/failing`)).text(), "retry: 2000\n\ndata: 1\n\n");
  assert.equal(logs.length, 1);
});

test("a client that does not read holds the source back and is cut off", async (context) => {
  let produced = 0;
  let ended = (): void => {};
  const end = new Promise<void>((resolve) => (ended = resolve));
  async function* flood(): AsyncGenerator<StreamEvent> {
    try {
      for (;;) {
        produced += 1;
        yield { data: "x".repeat(100_000) };
      }
    } finally {
      ended();
    }
  }
  const { url } = await startHost(context, {
    routes: [getRoute("/flood", () => ({ status: 200, stream: flood() }), { streams: true })],
    streamTiming: { heartbeatMs: 10, stallMs: 50 },
  });
  const answer = await fetch(`${url}/flood`);
  await end;
  assert.ok(produced < 1_000, `${produced} events were made for a client that reads none`);
  await answer.body?.cancel().catch(() => undefined);
});

test("closing the host ends open streams at once", async (context) => {
  const routes = [
    getRoute(
      "/ticks",
      ({ context: call }) => ({ status: 200, stream: ticking(call.signal, () => {}) }),
      { streams: true },
    ),
  ];
  const { url, host } = await startHost(context, { routes, drainMs: 60_000 });
  const answer = await fetch(`${url}/ticks`);
  const rest = answer.text();
  await host.close();
  assert.match(await rest, /id: 1/);
});
