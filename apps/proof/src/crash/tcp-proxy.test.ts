import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { TcpProxy } from "./tcp-proxy.ts";

interface Ends {
  readonly proxy: TcpProxy;
  readonly client: Socket;
  readonly server: Socket;
}

async function connected(t: TestContext): Promise<Ends> {
  const listener = createServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const proxy = await TcpProxy.open((listener.address() as AddressInfo).port);
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect({ port: proxy.port, host: "127.0.0.1" });
  const [server] = await accepted;
  t.after(async () => {
    client.destroy();
    server.destroy();
    await proxy.close();
    listener.close();
  });
  return { proxy, client, server };
}

async function nextText(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return chunk.toString();
}

test("passes on what comes, both ways", async (t) => {
  const { client, server } = await connected(t);
  client.write("question");
  assert.equal(await nextText(server), "question");
  server.write("answer");
  assert.equal(await nextText(client), "answer");
});

test("delivers what it held later, also when its sender is gone by then", async (t) => {
  const { proxy, client, server } = await connected(t);
  const [link] = proxy.links;
  assert.ok(link !== undefined);
  link.requests.hold();
  const seen = Promise.withResolvers<void>();
  proxy.watch = () => {
    seen.resolve();
  };
  client.write("commit");
  await seen.promise;
  link.hangUp();
  await once(client, "close");
  assert.ok(link.requests.holds("commit"));
  link.requests.release();
  assert.equal(await nextText(server), "commit");
  await once(server, "end");
});

test("loses what it was told to lose", async (t) => {
  const { proxy, client, server } = await connected(t);
  const [link] = proxy.links;
  assert.ok(link !== undefined);
  link.replies.drop();
  server.write("lost");
  client.write("question");
  await nextText(server);
  const got: string[] = [];
  client.on("data", (chunk: Buffer) => got.push(chunk.toString()));
  link.cut();
  await once(client, "close");
  assert.deepEqual(got, []);
});
