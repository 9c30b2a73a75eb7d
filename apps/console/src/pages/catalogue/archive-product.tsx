import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { ifMatchOf, useProductsChanged, type Product } from "./catalogue-calls.ts";

/** Takes a product out of sale, or puts it back; unlike deletion that can be taken back at any time. */
export function ArchiveProduct({ product }: { readonly product: Product }) {
  const [asked, setAsked] = useState<Product>();
  const restores = (asked ?? product).status === "archived";
  return (
    <>
      <Button variant="default" onClick={() => setAsked(product)}>
        {restores ? "Restore" : "Archive"}
      </Button>
      {asked === undefined ? null : <Confirm product={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** @param props.product as it was when the person pressed: what is based on it must not have changed since */
function Confirm(props: { readonly product: Product; readonly onClose: () => void }) {
  const { product, onClose } = props;
  const changed = useProductsChanged();
  const [stale, setStale] = useState(false);
  const restores = product.status === "archived";
  const run = async ({ reason }: ActionRun) => {
    try {
      await answerOf(
        api.PATCH("/v1/products/{id}", {
          params: {
            path: { id: product.id },
            header: {
              "If-Match": ifMatchOf(product),
              "X-Reason": encodeURIComponent(reason),
            },
          },
          body: { status: restores ? "active" : "archived" },
        }),
      );
    } catch (error) {
      if (isStatus(error, 412)) setStale(true);
      throw error;
    } finally {
      await changed();
    }
    return restores
      ? `${product.name} can be ordered again.`
      : `${product.name} is archived. It can be restored here at any time.`;
  };
  return (
    <ConfirmAction
      title={`${restores ? "Restore" : "Archive"} ${product.name}`}
      says={
        restores
          ? "It can be ordered again at once."
          : "It can no longer be ordered. It stays in the catalogue with its SKU, its stock and its history, and can be restored. Orders that have it are not touched."
      }
      verb={restores ? "Restore" : "Archive"}
      asksReason
      ready={!stale}
      run={run}
      onClose={onClose}
    >
      {stale ? (
        <Text size="sm">
          Somebody else has changed the product since this page showed version {product.version}.
          Nothing was done: go back, look at what it is now, and decide again.
        </Text>
      ) : null}
    </ConfirmAction>
  );
}
