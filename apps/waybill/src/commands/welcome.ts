import type { RunFile } from "../client.ts";

export function readyLine(dataDir: string, run: RunFile): string {
  return `${JSON.stringify({ ready: true, url: run.url, apiKey: run.apiKey, dataDir })}\n`;
}

export function welcome(run: RunFile, seconds: number): string {
  return `
  Waybill is ready, after ${seconds.toFixed(1)} s.

    Console    ${run.url}/#key=${run.apiKey}
    API        ${run.url}/v1
    Reference  ${run.url}/docs   (OpenAPI: /openapi.json, events: /asyncapi.json)
    Health     ${run.url}/health/ready   Metrics: ${run.url}/metrics

  Place a first order and wait for it to be delivered to the end:

${firstOrder(run)}

  Then: npx waybill order <id>    npx waybill verify    Ctrl-C stops.
`;
}

function firstOrder({ url, apiKey }: RunFile): string {
  const order = {
    customer: { email: "ana@example.com", name: "Ana" },
    shippingAddress: {
      name: "Ana",
      line1: "1 Main St",
      city: "Porto",
      postalCode: "4000-001",
      country: "PT",
    },
    currency: "EUR",
    lines: [{ sku: "MUG-BLUE", quantity: 2 }],
    payment: { token: "tok_ok" },
  };
  return `    curl -sS ${url}/v1/orders \\
      -H 'Authorization: Bearer ${apiKey}' \\
      -H 'Content-Type: application/json' -H 'Prefer: wait=5' \\
      -d '${JSON.stringify(order)}'`;
}
