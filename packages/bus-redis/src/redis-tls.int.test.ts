import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { freePort } from "@waybill/brokers";
import { redisAnswers } from "./redis-answers.ts";
import { TestRedis } from "./testing/redis-for-tests.ts";

const directory = mkdtempSync(join(tmpdir(), "waybill-redis-tls-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
const files = ["-keyout", key, "-out", certificate];
execFileSync("openssl", ["req", ...kind, ...names, ...files], { stdio: "pipe" });

const port = await freePort();
const redis = await TestRedis.start({
  "tls-port": String(port),
  "tls-cert-file": certificate,
  "tls-key-file": key,
  "tls-ca-cert-file": certificate,
  "tls-auth-clients": "no",
});

describe("a connection with TLS", { skip: typeof redis === "string" ? redis : false }, () => {
  if (typeof redis === "string") return;
  after(() => redis.end());
  const connection = { ...redis.connection, port, address: `127.0.0.1:${port}` };
  const ca = readFileSync(certificate, "utf8");

  it("is made with a server whose authority is known", async () => {
    await redisAnswers({ ...connection, tls: { ca } });
  });

  it("is not made with one whose authority is not", async () => {
    await assert.rejects(redisAnswers({ ...connection, tls: {} }), {
      code: "redis-login-refused",
      message: new RegExp(`no answer from 127\\.0\\.0\\.1:${port}: self-signed certificate`),
    });
  });

  it("is not made where only one side wants it", async () => {
    const { connection: open } = redis;
    await assert.rejects(redisAnswers({ ...open, tls: { ca } }), {
      code: /redis-(login-refused|unreachable)/,
    });
    await assert.rejects(redisAnswers(connection), { code: "redis-unreachable" });
  });
});
