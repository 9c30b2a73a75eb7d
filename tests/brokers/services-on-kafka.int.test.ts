import { brokers, connection, foreignBrokers } from "@waybill/bus-kafka/testing";
import { servicesOnABroker } from "./services-on-a-broker.ts";

const missing = await foreignBrokers();
await servicesOnABroker(
  missing !== false
    ? missing
    : {
        bus: "kafka",
        environment: { WAYBILL_KAFKA_BROKERS: connection.brokers.join(",") },
        goAway: async () => {
          await Promise.all(brokers.kafka.map((broker) => broker.pause()));
        },
        comeBack: async () => {
          await Promise.all(brokers.kafka.map((broker) => broker.resume()));
        },
      },
);
