import { contracts } from "@waybill/contracts";
import type { Contract } from "@waybill/kit";

/** Fields of a CloudEvents 1.0 envelope, as brokers and outgoing webhooks carry it. */
const envelope = {
  type: "object",
  required: ["specversion", "id", "source", "type", "time", "data"],
  properties: {
    specversion: { const: "1.0" },
    id: {
      type: "string",
      description: "Stream and version; the same however often it is delivered",
    },
    source: { type: "string" },
    type: { type: "string" },
    subject: { type: "string" },
    time: { type: "string", format: "date-time" },
    datacontenttype: { const: "application/json" },
    correlationid: { type: "string" },
    causationid: { type: "string" },
    traceparent: { type: "string" },
    partitionkey: { type: "string" },
    schemaversion: { type: "integer" },
    tenant: { type: "string" },
  },
};

/** AsyncAPI 3.0 of every event, from the schemas that the services write with. */
export function asyncApi(version: string): object {
  const topics = Map.groupBy(contracts, (contract) => contract.topic);
  const channels = Object.fromEntries(
    [...topics].map(([topic, events]) => [
      topic,
      {
        address: topic,
        messages: Object.fromEntries(
          events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    ]),
  );
  const operations = Object.fromEntries(
    [...topics.keys()].map((topic) => [
      `send.${topic}`,
      { action: "send", channel: { $ref: `#/channels/${topic.replaceAll("/", "~1")}` } },
    ]),
  );
  return {
    asyncapi: "3.0.0",
    info: { title: "Waybill events", version },
    defaultContentType: "application/cloudevents+json",
    channels,
    operations,
    components: {
      schemas: { Envelope: envelope },
      messages: Object.fromEntries(contracts.map((contract) => [contract.type, message(contract)])),
    },
  };
}

function message({ type, source, version, schema }: Contract): object {
  return {
    name: type,
    title: type,
    summary: `Written by ${source}, schema version ${version}`,
    payload: {
      allOf: [
        { $ref: "#/components/schemas/Envelope" },
        { type: "object", properties: { type: { const: type }, data: schema } },
      ],
    },
  };
}
