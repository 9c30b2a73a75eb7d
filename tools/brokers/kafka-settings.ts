import { host, nodeDirectory } from "./layout.ts";
import type { KafkaNode, Layout } from "./layout.ts";
import { secureListenerSettings } from "./secure-listener.ts";

/**
 * server.properties of one node, which is broker and controller at once. Replication is what one
 * would ask for in production, sizes are for a developer's machine.
 */
export function serverProperties(layout: Layout, node: KafkaNode): string {
  const voters = layout.kafka.map(({ id, controllerPort }) => `${id}@${host}:${controllerPort}`);
  const forClients = `CLIENTS://${host}:${node.port},SECURE://${host}:${node.securePort}`;
  const settings: Readonly<Record<string, string | number | boolean>> = {
    "process.roles": "broker,controller",
    "node.id": node.id,
    "controller.quorum.voters": voters.join(","),
    listeners: `${forClients},PROXIED://${host}:${node.proxiedPort},CONTROLLER://${host}:${node.controllerPort}`,
    "advertised.listeners": `${forClients},PROXIED://${host}:${node.proxyPort}`,
    "listener.security.protocol.map":
      "CLIENTS:PLAINTEXT,PROXIED:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT",
    ...secureListenerSettings(layout.directory),
    "inter.broker.listener.name": "CLIENTS",
    "controller.listener.names": "CONTROLLER",
    "log.dirs": `${nodeDirectory(layout, node)}/data`,

    "auto.create.topics.enable": false,
    "num.partitions": 3,
    "default.replication.factor": layout.kafka.length,
    "min.insync.replicas": 2,
    "offsets.topic.replication.factor": layout.kafka.length,
    "transaction.state.log.replication.factor": layout.kafka.length,
    "transaction.state.log.min.isr": 2,
    "share.coordinator.state.topic.replication.factor": layout.kafka.length,
    "group.initial.rebalance.delay.ms": 0,

    // A killed broker counts as gone after 5 s (9 s by default), so that tests see a new leader soon.
    "broker.session.timeout.ms": 5000,
    "broker.heartbeat.interval.ms": 1000,

    // Fifty partitions of offsets on each of three brokers take a machine of two cores half a minute.
    "offsets.topic.num.partitions": 6,
    "transaction.state.log.num.partitions": 3,
    "share.coordinator.state.topic.num.partitions": 3,
    // The default, 128 MiB, is half of the heap.
    "log.cleaner.dedupe.buffer.size": 4 * 1024 * 1024,
    "log.index.size.max.bytes": 1024 * 1024,
    "log.segment.bytes": 64 * 1024 * 1024,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .join("");
}
