import type { ErrorArea } from "./error-entry.ts";

export const kafkaErrors: ErrorArea = {
  title: "Kafka",
  about: "What goes wrong between Waybill and its Kafka brokers. Orders are accepted nevertheless.",
  entries: {
    "kafka-brokers-missing": {
      retryable: true,
      meaning: "A topic is to have more replicas than there are brokers alive, so it is not made.",
      fix: "Start the other brokers, or lower `replicationFactor` in the file that WAYBILL_TOPICS names.",
    },
    "kafka-failed": {
      retryable: true,
      meaning: "Kafka reported something that has no entry of its own.",
      fix: "The message has Kafka's own word for it.",
    },
    "kafka-group-active": {
      meaning: "The consumer group has members, so its offsets cannot be changed from outside.",
      fix: "Stop its members first.",
    },
    "kafka-login-refused": {
      meaning: "The brokers refuse the user or the password, or the two sides do not agree on TLS.",
      fix: "Check WAYBILL_KAFKA_TLS, the certificates, user and password; the message has the addresses and the reason. The process tries again, and goes on when it is let in.",
    },
    "kafka-not-authorized": {
      meaning: "The user may not do that with the topic or the group.",
      fix: "Give the user the right that the message names (docs/BROKERS.md has all of them). What waits goes on by itself.",
    },
    "kafka-offset-out-of-range": {
      meaning:
        "The partition does not have the offset: retention took it, or the topic was made anew.",
      fix: "Begin at an offset that is there.",
    },
    "kafka-partitions-shrink": {
      meaning: "A topic was to have fewer partitions than it has.",
      fix: "Partitions can only grow; for fewer, make another topic.",
    },
    "kafka-record-too-large": {
      meaning: "A record is larger than the topic takes.",
      fix: "Raise `max.message.bytes` of the topic.",
    },
    "kafka-replicas-missing": {
      retryable: true,
      meaning:
        "Fewer replicas are in sync than `min.insync.replicas` asks for, so nothing is written.",
      fix: "Bring the brokers back that are down.",
    },
    "kafka-request-invalid": {
      meaning: "The brokers refuse what a topic or a setting was asked to be.",
      fix: "The message has their reason.",
    },
    "kafka-tail-lost": {
      retryable: true,
      meaning:
        "The brokers have lost records that they had acknowledged, or the topic was deleted and created anew.",
      fix: "Nothing: the relay publishes them again from the log. When it was no topic that somebody deleted, look at `unclean.leader.election.enable` and `min.insync.replicas`.",
    },
    "kafka-topic-exists": {
      meaning: "There is a topic of this name.",
      fix: "Alter it, or take another name.",
    },
    "kafka-topic-unknown": {
      retryable: true,
      meaning: "There is no such topic or partition, or the broker does not know it yet.",
      fix: "Create it; topics are not made by themselves.",
    },
    "kafka-trimmed": {
      meaning:
        "A consumer has not read all of a topic, and what comes next for it is not there any more: the retention of the topic took it. The consumer waits.",
      fix: "Delete the topic and create it (`waybill topics`) while the service that writes it runs: it is filled again from the log, and nobody handles anything twice. Or let the consumer go on behind it (`waybill groups reset`).",
    },
    "kafka-unreachable": {
      retryable: true,
      meaning: "None of the brokers answers.",
      fix: "Check WAYBILL_KAFKA_BROKERS, the network and the brokers; the message has the addresses.",
    },
    "kafka-writer-broken": {
      retryable: true,
      meaning:
        "An earlier append to the partition failed, and what came behind it was not written.",
      fix: "Nothing: the relay begins again with the one that failed.",
    },
    "topic-declared": {
      meaning: "A topic of the contracts was to be deleted.",
      fix: "Add `--force` if it is meant; `waybill topics create` makes it anew, and the service that writes it fills it from its log while it runs.",
    },
    "topic-foreign": {
      meaning: "A topic that no contract names was to be made as it is declared.",
      fix: "Give `--partitions`, `--retention` or `--config`.",
    },
    "topic-not-found": {
      meaning: "There is no topic of this name.",
      fix: "`waybill topics ls` lists them.",
    },
    "topics-of-another": {
      meaning:
        "Under the names of this installation's topics the broker has events that are not in its logs: of another installation, or of a log that was set back.",
      fix: "Set WAYBILL_TOPIC_PREFIX to a name of its own, or delete the topics (Redis: the streams) that the message names.",
    },
    "topic-partitions-few": {
      meaning:
        "A topic has fewer partitions than the logs, so some events would have nowhere to go.",
      fix: "Add partitions with `waybill topics alter`; if another system made the topic, see whose it is.",
    },
    "topic-unchanged": {
      meaning: "A topic was to be altered, and nothing was said that is to change.",
      fix: "Give `--partitions`, `--retention`, `--config` or `--as-declared`.",
    },
    "topic-unwritable": {
      meaning: "More replicas were to be in sync than the topic has.",
      fix: "Ask for fewer in sync, or make the topic with more replicas.",
    },
    "topics-invalid": {
      meaning: "The file that WAYBILL_TOPICS names does not fit.",
      fix: "The message has the place, the value and what is allowed.",
    },
    "topics-unreadable": {
      meaning: "The file that WAYBILL_TOPICS names cannot be read.",
      fix: "Check the path and its permissions.",
    },
  },
};
