import { busConformance } from "@waybill/kit/testing";
import { foreignBrokers } from "./testing/cluster-for-tests.ts";
import { ServicesOnKafka } from "./testing/services-on-kafka.ts";

if ((await foreignBrokers()) === false) busConformance("Kafka", () => ServicesOnKafka.open());
