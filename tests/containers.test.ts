/** Dockerfile and compose.yaml say what the code knows: services, settings, ports, versions. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { kafkaConnectionFrom } from "@waybill/bus-kafka";
import { redisConnectionFrom } from "@waybill/bus-redis";
import {
  environmentOf,
  readCompose,
  readConfig,
  serviceNames,
  waybillServices,
} from "waybill/testing";

const root = new URL("../", import.meta.url);
const dockerfile = readFileSync(new URL("Dockerfile", root), "utf8");
const compose = readCompose();
const processes = waybillServices(compose);
const secrets = {
  POSTGRES_PASSWORD: "a-password",
  WAYBILL_SECRET: "0123456789abcdef0123456789abcdef",
};
const buses = ["postgres", "kafka", "redis"];

function environment(name: string, bus = "postgres"): Record<string, string> {
  const service = compose.services[name];
  assert.ok(service !== undefined, name);
  return environmentOf(service, { ...secrets, WAYBILL_BUS: bus });
}

/** Instructions of the Dockerfile's last stage. */
const image = dockerfile.slice(dockerfile.lastIndexOf("\nFROM"));
const portOfImage = /WAYBILL_PORT=(\d+)/.exec(image)?.[1];

test("each service and the gateway is a container that runs it", () => {
  assert.deepEqual(
    processes.map(([name, { command }]) => [name, command]),
    ["gateway", ...serviceNames].map((name) => [name, ["run", name]]),
  );
});

test("every variable of a container is one that is read, and every value is allowed", () => {
  for (const [name] of processes) {
    for (const bus of buses) {
      const given = environment(name, bus);
      const read = new Set<string>();
      const watched = new Proxy(given, {
        get: (from, key: string) => (read.add(key), from[key]),
      });
      assert.equal(readConfig(watched).bus, bus);
      kafkaConnectionFrom(watched, "test");
      redisConnectionFrom(watched, "test");
      assert.deepEqual(
        Object.keys(given).filter((key) => !read.has(key)),
        [],
        `${name} is given what nobody reads`,
      );
    }
  }
});

test("the processes find each other, at the port that the image listens on", () => {
  const { serviceUrls } = readConfig(environment("gateway"));
  assert.deepEqual(
    Object.fromEntries(serviceUrls),
    Object.fromEntries(serviceNames.map((name) => [name, [`http://${name}:${portOfImage}`]])),
  );
  for (const name of serviceNames) {
    assert.equal(readConfig(environment(name)).gatewayUrl, `http://gateway:${portOfImage}`);
  }
  const ports = Object.entries(compose.services).flatMap(([name, { ports: of = [] }]) =>
    of.map((each) => [name, each.split(":").at(-1)]),
  );
  assert.deepEqual(ports, [["gateway", portOfImage]], "only the gateway is reached from outside");
});

test("no secret has a default: without them nothing starts", () => {
  for (const name of ["orders", "postgres"]) {
    const service = compose.services[name];
    assert.ok(service !== undefined);
    assert.throws(() => environmentOf(service, {}), /POSTGRES_PASSWORD: write it into \.env/);
  }
  const { POSTGRES_PASSWORD } = secrets;
  const orders = compose.services["orders"];
  assert.ok(orders !== undefined);
  assert.throws(() => environmentOf(orders, { POSTGRES_PASSWORD }), /WAYBILL_SECRET: write/);
});

test("who is waited for says when it serves; a broker is waited for where its profile is on", () => {
  for (const [name, { depends_on: on = {} }] of processes) {
    for (const [other, { condition, required = true }] of Object.entries(on)) {
      const { healthcheck, profiles } = compose.services[other] ?? {};
      assert.equal(condition, "service_healthy");
      assert.ok(healthcheck !== undefined, `${other} has no health check`);
      assert.equal(required, profiles === undefined, `${name} on ${other}`);
    }
  }
  const brokers = (profile: string): readonly string[] =>
    Object.entries(compose.services).flatMap(([name, { profiles }]) =>
      profiles?.includes(profile) === true ? [name] : [],
    );
  const { WAYBILL_KAFKA_BROKERS: kafka = "", WAYBILL_REDIS_URL: redis = "" } =
    environment("orders");
  assert.deepEqual(
    kafka.split(",").map((address) => address.split(":")[0]),
    brokers("kafka"),
  );
  assert.deepEqual([new URL(redis).hostname], brokers("redis"));
});

test("the image has the Node that package.json pins, what it copies exists, and nobody is root in it", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const bases = [...dockerfile.matchAll(/^FROM node:(\S+)-slim/gm)].map(([, version]) => version);
  assert.deepEqual(new Set(bases), new Set([dependencies["node"]]));
  const copied = [...image.matchAll(/^COPY --from=modules \/app\/(\S+)/gm)].map(([, path]) => path);
  assert.ok(copied.includes("packages") && copied.includes("services"));
  const program = /\/app\/([\w./-]+\.js)"\]/.exec(image)?.[1];
  for (const path of [...copied, program]) {
    assert.ok(existsSync(new URL(String(path), root)), String(path));
  }
  assert.match(image, /^USER 1000:1000$/m);
  assert.match(image, /^HEALTHCHECK /m);
});
