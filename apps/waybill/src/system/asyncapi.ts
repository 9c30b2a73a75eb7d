import { contracts } from "@waybill/contracts";
import type { Contract, Service } from "@waybill/kit";
import { heardBy } from "../ops/overview/flows.ts";
import { exampleOf } from "./schema-example.ts";

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

/** AsyncAPI 3.0 of every event, from the schemas that the services write with, and who hears it. */
export function asyncApi(version: string, services: readonly Service[]): object {
  const categories = categoriesOf(services);
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
      { action: "send", channel: channelOf(topic) },
    ]),
  );
  const heard = Object.fromEntries(services.flatMap(receiving));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Waybill events",
      version,
      description:
        "What the services tell each other. Brokers carry each event in an envelope by CloudEvents 1.0.",
    },
    defaultContentType: "application/cloudevents+json",
    channels,
    operations: { ...operations, ...heard },
    components: {
      schemas: { Envelope: envelope },
      messages: Object.fromEntries(
        contracts.map((contract) => [
          contract.type,
          message(contract, categories.get(contract.type) ?? contract.source),
        ]),
      ),
    },
  };
}

type Operation = readonly [id: string, operation: object];

/** What a service listens to, topic by topic. */
function receiving(service: Service): readonly Operation[] {
  const topics = Map.groupBy(heardBy(service), ({ topic }) => topic);
  return [...topics].map(([topic, events]) => [
    `receive.${service.name}.${topic}`,
    {
      action: "receive",
      title: service.name,
      channel: channelOf(topic),
      messages: events.map(({ type }) => ({
        $ref: `${channelOf(topic).$ref}/messages/${type}`,
      })),
    },
  ]);
}

function channelOf(topic: string): { readonly $ref: string } {
  return { $ref: `#/channels/${topic.replaceAll("/", "~1")}` };
}

/** Which streams an event stands in, by its type. */
function categoriesOf(services: readonly Service[]): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap(({ deciders }) =>
      [...deciders.values()].flatMap(({ category, events }) =>
        events.map(({ type }): readonly [string, string] => [type, category]),
      ),
    ),
  );
}

function message({ type, source, version, schema, subject }: Contract, category: string): object {
  const data = exampleOf(schema);
  const key = subject === undefined ? "1" : (data as Record<string, unknown>)[subject];
  const stream = `${category}-${String(key)}`;
  const example = {
    specversion: "1.0",
    id: `${stream}/1`,
    source,
    type,
    subject: stream,
    time: "2026-01-31T12:00:00.000Z",
    datacontenttype: "application/json",
    schemaversion: version,
    tenant: "acme",
    data,
  };
  return {
    name: type,
    title: type,
    summary: `Written by ${source}, schema version ${version}`,
    tags: [{ name: source }],
    payload: {
      allOf: [
        { $ref: "#/components/schemas/Envelope" },
        { type: "object", properties: { type: { const: type }, data: schema } },
      ],
    },
    examples: [{ payload: example }],
  };
}
