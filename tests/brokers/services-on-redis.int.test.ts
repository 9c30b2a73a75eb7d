import { after } from "node:test";
import { TestRedis } from "@waybill/bus-redis/testing";
import { servicesOnABroker } from "./services-on-a-broker.ts";

const redis = await TestRedis.start();
after(async () => {
  if (typeof redis !== "string") await redis.end();
});

await servicesOnABroker(
  typeof redis === "string"
    ? redis
    : {
        bus: "redis",
        environment: { WAYBILL_REDIS_URL: `redis://${redis.connection.address}` },
        goAway: () => redis.kill(),
        comeBack: () => redis.start(),
      },
);
