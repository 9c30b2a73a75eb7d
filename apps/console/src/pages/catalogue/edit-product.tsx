import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { ifMatchOf, readProduct, useProductsChanged, type Product } from "./catalogue-calls.ts";
import { EditConflict } from "./edit-conflict.tsx";
import { bodyOf, differences, draftOf } from "./product-draft.ts";
import { ProductForm } from "./product-form.tsx";

/**
 * Edits the product as it was when the page was opened. When somebody else has changed it since, the
 * save is refused (412), and both versions are shown for the person to decide field by field.
 */
export function EditProduct({ product }: { readonly product: Product }) {
  const [base, setBase] = useState(product);
  const [draft, setDraft] = useState(() => draftOf(product));
  const [theirs, setTheirs] = useState<Product>();
  const changed = useProductsChanged();
  const save = useMutation({
    async mutationFn() {
      try {
        return await patch(base, bodyOf(draft));
      } catch (error) {
        if (!isStatus(error, 412)) throw error;
        setTheirs(await readProduct(base.id));
        return undefined;
      }
    },
    async onSuccess(saved) {
      if (saved === undefined) return;
      setBase(saved);
      setDraft(draftOf(saved));
      await changed();
    },
  });
  const edited = differences(draft, draftOf(base)).length > 0;
  // Nothing is lost by it, so what is edited next is based on what there is now.
  if (!edited && product.version > base.version) {
    setBase(product);
    setDraft(draftOf(product));
  }
  if (theirs !== undefined) {
    return (
      <EditConflict
        mine={draft}
        theirs={draftOf(theirs)}
        onResolved={(resolved) => {
          setBase(theirs);
          setDraft(resolved);
          setTheirs(undefined);
        }}
      />
    );
  }
  return (
    <ProductForm draft={draft} onChange={setDraft} onSubmit={() => save.mutate()}>
      <ProblemAlert error={save.error} />
      <Group>
        <Button type="submit" disabled={!edited} loading={save.isPending}>
          Save
        </Button>
        <Button
          variant="default"
          disabled={!edited || save.isPending}
          onClick={() => setDraft(draftOf(base))}
        >
          Undo
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {save.isSuccess && save.data !== undefined && !edited
            ? `Saved as version ${save.data.version}`
            : ""}
        </Text>
      </Group>
    </ProductForm>
  );
}

function patch(base: Product, body: ReturnType<typeof bodyOf>): Promise<Product> {
  return answerOf(
    api.PATCH("/v1/products/{id}", {
      params: { path: { id: base.id }, header: { "If-Match": ifMatchOf(base) } },
      body,
    }),
  );
}
