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
          for (const broker of brokers.kafka) broker.pause();
        },
        comeBack: async () => {
          for (const broker of brokers.kafka) broker.resume();
        },
      },
);
