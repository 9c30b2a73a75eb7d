import { Anchor, Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { answerOf, api } from "../../api/client.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useProductsChanged } from "./catalogue-calls.ts";
import { bodyOf, emptyDraft } from "./product-draft.ts";
import { ProductForm } from "./product-form.tsx";

export function NewProductPage() {
  const [draft, setDraft] = useState(emptyDraft);
  const navigate = useNavigate();
  const changed = useProductsChanged();
  // A SKU can be had once, so a repeated attempt cannot make a second product.
  const create = useMutation({
    mutationFn: () => answerOf(api.POST("/v1/products", { body: bodyOf(draft) })),
    async onSuccess({ id }) {
      await changed();
      await navigate(`/catalogue/${id}`, { replace: true });
    },
  });
  return (
    <Page
      title="New product"
      above={
        <Anchor component={Link} to="/catalogue" size="sm">
          Catalogue
        </Anchor>
      }
    >
      <ProductForm draft={draft} onChange={setDraft} onSubmit={() => create.mutate()}>
        <ProblemAlert error={create.error} />
        <Group>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </ProductForm>
    </Page>
  );
}
