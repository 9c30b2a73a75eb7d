/** Services whose user lacks something in Redis: they say what and where, and go on when it is given. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, it, type TestContext } from "node:test";
import { eventually, type ServiceProcess } from "@waybill/kit/testing";
import { TestRedis } from "./testing/redis-for-tests.ts";
import { keys, TwoOnRedis } from "./testing/two-on-redis.ts";

const redis = await TestRedis.start();
const skip = typeof redis === "string" ? redis : false;

/** As docs/BROKERS.md has it; the prefix of the keys is the test's own. */
const enough = ["~*", "+@stream", "+@string", "+@keyspace", "+@scripting", "+@connection"];

describe("services that Redis refuses", { skip }, () => {
  if (typeof redis === "string") return;
  after(() => redis.end());
  const { address } = redis.connection;

  async function open(t: TestContext) {
    const [username, password] = [`user-${randomUUID()}`, randomUUID()];
    const on = await TwoOnRedis.open(t, redis as TestRedis, {
      ...(redis as TestRedis).connection,
      username,
      password,
    });
    const may = async (...rules: readonly string[]): Promise<void> => {
      await on.ask(["ACL", "SETUSER", username, "on", `>${password}`, ...rules]);
    };
    return { on, may, password };
  }

  async function logged(by: ServiceProcess, what: RegExp): Promise<void> {
    await eventually(`${what.source} to be logged`, () =>
      by.logged.some(({ msg }) => what.test(String(msg))),
    ).catch((error: unknown) => {
      assert.match(by.logged.map(({ msg }) => String(msg)).join("\n"), what, String(error));
    });
  }

  it("wait for their user to be let in, and do not tell its password", async (t) => {
    const { on, may, password } = await open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    const refused = new RegExp(`${address} answers WRONGPASS`);
    await logged(producer, refused);
    await on.told(refused);
    await may(...enough);
    await on.counted(consumer, 1);
    const said = JSON.stringify([on.services.warnings, producer.logged, consumer.logged]);
    assert.doesNotMatch(said, new RegExp(password));
  });

  it("name the stream that they may not use, and go on when they may", async (t) => {
    const { on, may } = await open(t);
    const others = [0, 1, 2].map((partition) => `~*${on.services.stream(partition)}*`);
    await may("resetkeys", ...others, "~*published", "+@all");
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    const [beginning] = on.services.stream(3).split(":");
    const answer = `as user user-.*: ${address} answers NOPERM`;
    await logged(producer, new RegExp(`${beginning}:alpha:\\*:3 ${answer}`));
    await on.told(new RegExp(`${on.services.stream(3)} ${answer}`));
    await may(...enough);
    await on.counted(consumer, 1);
  });

  it("name the command that they may not use", async (t) => {
    const { on, may } = await open(t);
    await may(...enough, "-xread");
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.told(/answers NOPERM.*'xread'/);
    await may("+xread");
    await on.counted(consumer, 1);
  });
});
