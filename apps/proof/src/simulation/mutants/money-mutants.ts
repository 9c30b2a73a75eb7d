import { RefundRequested } from "@waybill/contracts";
import type { Provider } from "@waybill/payments";
import type { Mutant } from "./mutants.ts";
import { forgetting } from "./seams.ts";

function providerWith(provider: Provider, others: Partial<Provider>): Provider {
  return {
    name: provider.name,
    authorize: (...given) => provider.authorize(...given),
    capture: (...given) => provider.capture(...given),
    void: (...given) => provider.void(...given),
    refund: (...given) => provider.refund(...given),
    lookup: (...given) => provider.lookup(...given),
    ...others,
  };
}

/** Puts a request under a key that the provider has not seen. */
function freshKeys(): <R extends { readonly idempotencyKey: string }>(request: R) => R {
  let calls = 0;
  return (request) => ({ ...request, idempotencyKey: `${request.idempotencyKey}:${calls++}` });
}

/** Bugs where money moves. */
export const moneyMutants: readonly Mutant[] = [
  {
    name: "capture-with-a-fresh-key",
    bug: "a capture that is tried again is another capture to the provider",
    caughtBy: "C",
    make: () => {
      const fresh = freshKeys();
      return {
        provider: (provider) =>
          providerWith(provider, {
            capture: (request, signal) => provider.capture(fresh(request), signal),
          }),
      };
    },
  },
  {
    name: "captures-another-amount",
    bug: "one cent less is captured than the order comes to",
    caughtBy: "C",
    make: () => ({
      provider: (provider) =>
        providerWith(provider, {
          capture: (request, signal) =>
            provider.capture({ ...request, amount: request.amount - 1 }, signal),
        }),
    }),
  },
  {
    name: "void-reported-and-not-made",
    bug: "the compensation of an authorisation is recorded and never reaches the provider",
    caughtBy: "C",
    make: () => ({
      provider: (provider) =>
        providerWith(provider, {
          void: ({ orderId, currency }) =>
            Promise.resolve({
              outcome: "done",
              amount: 0,
              payment: {
                paymentId: orderId,
                currency,
                authorized: 0,
                captured: 0,
                voided: 0,
                refunded: 0,
              },
            }),
        }),
    }),
  },
  {
    name: "refund-reported-and-not-made",
    bug: "what was captured of a cancelled order is not given back",
    caughtBy: "C",
    make: () => ({
      provider: (provider) =>
        providerWith(provider, {
          refund: async ({ orderId, currency }, signal) => {
            const voided = await provider.void(
              { orderId, currency, idempotencyKey: `${orderId}:void` },
              signal,
            );
            if (voided.outcome === "refused") return voided;
            const { captured } = voided.payment;
            return {
              outcome: "done",
              amount: captured,
              payment: { ...voided.payment, refunded: captured },
            };
          },
        }),
    }),
  },
  {
    name: "authorises-again-under-a-fresh-key",
    bug: "an authorisation that is tried again holds the customer's money twice",
    caughtBy: "C",
    make: () => {
      const fresh = freshKeys();
      return {
        provider: (provider) =>
          providerWith(provider, {
            authorize: (request, signal) => provider.authorize(fresh(request), signal),
          }),
      };
    },
  },
  {
    name: "refund-asked-for-and-forgotten",
    bug: "a refund that was asked for is answered and never made",
    caughtBy: "P",
    make: () => forgetting("payments", RefundRequested),
  },
];
