import type { Provider } from "@waybill/payments";
import type { Outside } from "./outside.ts";

/** The provider as a process reaches it. */
export function remoteProvider(provider: Provider, outside: Outside): Provider {
  return {
    name: provider.name,
    authorize: (request, signal) => outside.call(() => provider.authorize(request, signal), signal),
    capture: (request, signal) => outside.call(() => provider.capture(request, signal), signal),
    void: (request, signal) => outside.call(() => provider.void(request, signal), signal),
    refund: (request, signal) => outside.call(() => provider.refund(request, signal), signal),
    lookup: (key, signal) => outside.call(() => provider.lookup(key, signal), signal),
  };
}
