import { Button } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client.ts";
import { ConfirmAction } from "../../parts/confirm-action.tsx";
import { ifMatchOf, useProductsChanged, type Product } from "./catalogue-calls.ts";

export function DeleteProduct({ product }: { readonly product: Product }) {
  const [opened, setOpened] = useState(false);
  const [deleted, setDeleted] = useState(false);
  const navigate = useNavigate();
  const changed = useProductsChanged();
  const close = async () => {
    setOpened(false);
    if (!deleted) return;
    await navigate("/catalogue", { replace: true });
    await changed();
  };
  const remove = async () => {
    await answerOf(
      api.DELETE("/v1/products/{id}", {
        params: { path: { id: product.id }, header: { "If-Match": ifMatchOf(product) } },
      }),
    );
    setDeleted(true);
    return `${product.name} is deleted. The SKU ${product.sku} is free again.`;
  };
  return (
    <>
      <Button variant="default" c="red" onClick={() => setOpened(true)}>
        Delete
      </Button>
      {opened ? (
        <ConfirmAction
          title={`Delete ${product.name}`}
          says="It can no longer be ordered, and its SKU is free again. Orders that have it are not touched. It cannot be restored: to take it out of sale for a while, archive it."
          verb="Delete"
          dangerous
          run={remove}
          onClose={() => void close()}
        />
      ) : null}
    </>
  );
}
