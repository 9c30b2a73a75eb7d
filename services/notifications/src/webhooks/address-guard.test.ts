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

test("of IPv6 only what is reachable from everywhere is open", () => {
  const closed = {
    "IPv4-compatible": ["::127.0.0.1", "::8.8.8.8", "::a00:1"],
    "IPv4-translated": ["::ffff:0:127.0.0.1", "::ffff:0:a9fe:a9fe"],
    NAT64: ["64:ff9b::10.0.0.1", "64:ff9b:1::a00:1", "64:ff9b:1:ffff::1"],
    "discard-only and dummy": ["100::1", "100:0:0:1::1"],
    "protocols, Teredo among them": ["2001:0:a00:1::1", "2001:2::1", "2001:10::1", "2001:1ff::1"],
    documentation: ["2001:db8::1", "3fff:fff::1"],
    "6to4": ["2002:7f00:1::1", "2002:808:808::1"],
    "segment routing": ["5f00::1"],
    "site-local": ["fec0::1", "feff::1"],
    "with a zone": ["fe80::1%eth0"],
    unassigned: ["1fff::1", "4000::1", "8000::1"],
  };
  for (const [range, addresses] of Object.entries(closed))
    for (const address of addresses) assert.ok(isClosedAddress(address), `${range}: ${address}`);
  const open = ["2001:200::1", "2003::1", "2606:4700::1111", "3fff:1000::1", "::ffff:8.8.8.8"];
  for (const address of open) assert.ok(!isClosedAddress(address), address);
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
    "http://[::127.0.0.1]/",
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
