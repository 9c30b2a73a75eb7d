export { redisConnectionFrom, type RedisConnection } from "./connection.ts";
export { redisAnswers } from "./redis-answers.ts";
export { RedisBus, type RedisBusOptions } from "./redis-bus.ts";
export { RedisPublisher, type RedisPublisherOptions } from "./redis-publisher.ts";
