import assert from "node:assert/strict";
import { test } from "node:test";
import { Terminal, WaybillError } from "@waybill/kit";
import { checkWebhookUrl, guardedLookup, isClosedAddress } from "./address-guard.ts";

test("addresses of this host, private networks and cloud metadata are closed", () => {
  const closed = [
    "127.0.0.1",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "::ffff:7f00:1",
    "64:ff9b::a9fe:a9fe",
    "not an address",
  ];
  for (const address of closed) assert.ok(isClosedAddress(address), address);
  for (const address of ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1"]) {
    assert.ok(!isClosedAddress(address), address);
  }
});

test("webhooks go to public http and https addresses only", () => {
  const refused = [
    "no url",
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:secret@example.com/",
    "http://localhost:8080/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
  ];
  for (const url of refused) {
    assert.throws(
      () => checkWebhookUrl(url, false),
      (error) => error instanceof WaybillError && error.code === "webhook-url-refused",
      url,
    );
  }
  assert.equal(checkWebhookUrl("https://example.com/hook", false).host, "example.com");
  assert.equal(checkWebhookUrl("http://127.0.0.1:1/", true).port, "1");
  assert.throws(() => checkWebhookUrl("ftp://127.0.0.1/", true), WaybillError);
});

test("a name that leads to a closed address is not connected to", async () => {
  const error = await new Promise((resolve) => {
    guardedLookup("localhost", {}, (failure) => resolve(failure));
  });
  assert.ok(error instanceof Terminal);
});
