export type { FetchedRecords } from "./cluster/assignment.ts";
export { kafkaConnectionFrom, type KafkaConnection } from "./cluster/connection.ts";
export { GroupAdmin } from "./cluster/group-admin.ts";
export { OffsetOutOfRange } from "./cluster/kafka-errors.ts";
export type { IncomingRecord, OutgoingRecord } from "./cluster/record.ts";
export {
  TopicAdmin,
  type PartitionDescription,
  type TopicDescription,
} from "./cluster/topic-admin.ts";
export { TopicLookup } from "./cluster/topic-lookup.ts";
export { TopicReader } from "./cluster/topic-reader.ts";
export { TopicWriter } from "./cluster/topic-writer.ts";
export { KafkaBus, type KafkaBusOptions } from "./kafka-bus.ts";
export { KafkaPublisher, type KafkaPublisherOptions } from "./kafka-publisher.ts";
export { recordOf } from "./published-record.ts";
