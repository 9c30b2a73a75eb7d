import { after } from "node:test";
import { busConformance } from "@waybill/kit/testing";
import { TestRedis } from "./testing/redis-for-tests.ts";
import { ServicesOnRedis } from "./testing/services-on-redis.ts";

const redis = await TestRedis.start();
if (typeof redis !== "string") {
  after(() => redis.end());
  busConformance("Redis", () => ServicesOnRedis.open(redis));
}
