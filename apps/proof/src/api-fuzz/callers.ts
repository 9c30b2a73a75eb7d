import { textAt } from "./json.ts";
import type { Caller, Role } from "./role-rules.ts";
import type { Server } from "./server.ts";

const customer = "fuzz@example.com";

/** A caller of a role with a key of its own, and an order of somebody else's to reach for. */
export async function callerOf(server: Server, role: Role): Promise<Caller> {
  const foreignOrder = textAt(await server.call("POST", "/v1/orders", anasOrder), "id");
  return { role, key: await keyFor(server, role), customer, foreignOrder };
}

async function keyFor(server: Server, role: Role): Promise<string | undefined> {
  switch (role) {
    case "anonymous":
      return undefined;
    case "customer":
      return server.createKey("--role", role, "--customer", customer);
    case "admin":
      return server.createKey("--role", role);
    default:
      return role satisfies never;
  }
}

const anasOrder = {
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000-001",
    country: "PT",
  },
  currency: "EUR",
  lines: [{ sku: "MUG-BLUE", quantity: 1 }],
  payment: { token: "tok_ok" },
};
