import { relayConsumer, type Contract, type Service } from "@waybill/kit";

export type GroupKind = "reactions" | "activity" | "relay";

/** What a consumer of a service is for, and the events that it takes. */
export interface Heard {
  readonly service: string;
  readonly kind: GroupKind;
  readonly contracts: readonly Contract[];
}

/** The consumers that a service can have, by name. */
export function heardBy(service: Service): ReadonlyMap<string, Heard> {
  const { name, reactions, views, activities, events } = service;
  const own = [
    ...reactions.map(({ on }) => on),
    ...views.flatMap((view) => (view.kind === "message" ? view.on : [])),
  ];
  const heard = new Map<string, Heard>();
  if (own.length > 0) heard.set(name, { service: name, kind: "reactions", contracts: unique(own) });
  for (const activity of activities) {
    const contracts = unique(activity.on);
    heard.set(`${name}.${activity.name}`, { service: name, kind: "activity", contracts });
  }
  const published = [...events.values()];
  return heard.set(relayConsumer(name), { service: name, kind: "relay", contracts: published });
}

function unique(contracts: readonly Contract[]): readonly Contract[] {
  return [...new Map(contracts.map((each) => [each.type, each])).values()];
}
