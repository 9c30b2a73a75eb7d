import { WebhookDisabled, WebhookRegistered, WebhookRemoved } from "@waybill/contracts";
import { decider, happened, on, stateView } from "@waybill/kit/pure";

/** Another system that is told of events by signed webhooks. */
export interface EndpointState {
  readonly tenant: string;
  readonly status: "none" | "active" | "disabled" | "removed";
  readonly url: string;
  /** Topics, or `orders.*` for all that begin so. */
  readonly topics: readonly string[];
  /** `whsec_…`; in the clear, since a signature cannot be made of anything less. */
  readonly secret: string;
  /** Milliseconds since 1970. Events before it are not delivered. */
  readonly registeredAt: number;
}

export type EndpointCommand = { readonly endpointId: string } & (
  | {
      readonly type: "register";
      readonly url: string;
      readonly topics: readonly string[];
      readonly secret: string;
    }
  | { readonly type: "remove" }
  | { readonly type: "disable"; readonly reason: string }
);

const unregistered: EndpointState = {
  tenant: "",
  status: "none",
  url: "",
  topics: [],
  secret: "",
  registeredAt: 0,
};

export const endpoint = decider<EndpointState, EndpointCommand>({
  category: "endpoint",
  initial: () => unregistered,
  key: (command) => command.endpointId,
  decide: {
    register: ({ endpointId, url, topics, secret }, state) =>
      state.status === "none"
        ? [happened(WebhookRegistered, { endpointId, url, topics: [...topics], secret })]
        : [],
    remove: ({ endpointId }, { status }) =>
      status === "active" || status === "disabled"
        ? [happened(WebhookRemoved, { endpointId })]
        : [],
    disable: ({ endpointId, reason }, { status }) =>
      status === "active" ? [happened(WebhookDisabled, { endpointId, reason })] : [],
  },
  evolve: [
    on(WebhookRegistered, (_state: EndpointState, { url, topics, secret }, { tenant, time }) => ({
      tenant,
      status: "active",
      url,
      topics,
      secret,
      registeredAt: time,
    })),
    on(WebhookRemoved, (state: EndpointState) => ({ ...state, status: "removed", secret: "" })),
    on(WebhookDisabled, (state: EndpointState) => ({ ...state, status: "disabled" })),
  ],
});

export const endpointsView = stateView(endpoint, {
  table: "webhook_endpoints",
  key: ["id"],
  columns: {
    tenant: "text",
    url: "text",
    topics: "jsonb",
    secret: "text",
    status: "text",
    registered_at: "bigint",
  },
  row({ tenant, status, url, topics, secret, registeredAt }, { key: id }) {
    if (status === "none") return undefined;
    if (status === "removed") return "delete";
    return { id, tenant, url, topics, secret, status, registered_at: registeredAt };
  },
});
