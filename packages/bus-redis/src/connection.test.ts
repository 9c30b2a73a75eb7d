import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redisConnectionFrom } from "./connection.ts";

const from = (url?: string, more: Record<string, string> = {}) =>
  redisConnectionFrom(
    { ...(url === undefined ? {} : { WAYBILL_REDIS_URL: url }), ...more },
    "test",
  );

describe("the settings of a connection to Redis", () => {
  it("are read from a URL", () => {
    assert.deepEqual(from("redis://cache"), {
      address: "cache:6379",
      host: "cache",
      port: 6379,
      database: 0,
      clientName: "test",
    });
    assert.deepEqual(from("rediss://ana:p%40ss@[::1]:6380/3"), {
      address: "[::1]:6380",
      host: "::1",
      port: 6380,
      database: 3,
      username: "ana",
      password: "p@ss",
      tls: {},
      clientName: "test",
    });
  });

  const wrong: readonly (readonly [string | undefined, RegExp, Record<string, string>?])[] = [
    [undefined, /WAYBILL_REDIS_URL is not set/],
    ["http://:hunter2@cache", /does not begin with redis/],
    ["redis://:hunter2@cache:99999999", /is no URL/],
    ["redis://:hunter2@cache/zero", /no number/],
    ["redis://:%hunter2@cache", /%25/],
    ["redis://:hunter2@cache", /not rediss/, { WAYBILL_REDIS_CA_FILE: "package.json" }],
    ["rediss://:hunter2@cache", /cannot be read/, { WAYBILL_REDIS_CA_FILE: "/no/such/file" }],
    ["rediss://:hunter2@cache", /no PEM file/, { WAYBILL_REDIS_CA_FILE: "package.json" }],
  ];
  for (const [url, expected, more] of wrong)
    it(`are refused, without the password in the message: ${expected.source}`, () => {
      try {
        from(url, more);
      } catch (error) {
        assert.equal((error as { code?: string }).code, "config-invalid");
        assert.match(String(error), expected);
        assert.doesNotMatch(String(error), /hunter2/);
        return;
      }
      assert.fail("nothing was said");
    });
});
