export { redisConnectionFrom, type RedisConnection } from "./connection.ts";
export { redisAnswers } from "./redis-answers.ts";
export { removeKeys } from "./remove-keys.ts";
export { RedisBus, type RedisBusOptions } from "./redis-bus.ts";
export { RedisPublisher, type RedisPublisherOptions } from "./redis-publisher.ts";
export { RedisClient } from "./redis-client.ts";
export { entriesOf, streamKey } from "./streams.ts";
