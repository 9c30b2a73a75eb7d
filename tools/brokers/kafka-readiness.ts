import { Admin } from "@platformatic/kafka";
import { host } from "./layout.ts";
import type { KafkaNode } from "./layout.ts";

const connectMs = 1000;

/** How many brokers of the cluster this one knows to be alive; 0 when it does not answer. */
export async function brokersKnownTo(node: KafkaNode): Promise<number> {
  const client = new Admin({
    clientId: "waybill-brokers",
    bootstrapBrokers: [`${host}:${node.port}`],
    connectTimeout: connectMs,
    retries: 0,
  });
  try {
    const { brokers } = await client.metadata({ topics: [], forceUpdate: true });
    return brokers.size;
  } catch {
    return 0;
  } finally {
    await client.close();
  }
}
