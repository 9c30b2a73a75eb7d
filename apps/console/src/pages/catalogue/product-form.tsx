import { Group, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import type { ReactNode, SubmitEvent } from "react";
import { minorDigits } from "@waybill/contracts/minor-units";
import type { DraftField, ProductDraft } from "./product-draft.ts";

interface ProductFormProps {
  readonly draft: ProductDraft;
  readonly onChange: (draft: ProductDraft) => void;
  readonly onSubmit: () => void;
  /** Buttons and outcomes below the fields. */
  readonly children: ReactNode;
}

export function ProductForm({ draft, onChange, onSubmit, children }: ProductFormProps) {
  const text = (name: DraftField) => ({
    value: draft[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const number = (name: "price" | "weightGrams") => ({
    value: draft[name],
    min: 0,
    allowNegative: false,
    onChange: (value: string | number) => onChange({ ...draft, [name]: String(value) }),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={640} gap="sm">
        <Group grow align="flex-start">
          <TextInput label="SKU" required maxLength={64} {...text("sku")} />
          <TextInput label="Category" required maxLength={64} {...text("category")} />
        </Group>
        <TextInput label="Name" required maxLength={200} {...text("name")} />
        <Group grow align="flex-start">
          <NumberInput
            label="Price"
            required
            decimalScale={minorDigits(draft.currency)}
            {...number("price")}
          />
          <TextInput label="Currency" required maxLength={3} {...text("currency")} />
          <NumberInput label="Weight in grams" allowDecimal={false} {...number("weightGrams")} />
          <Select
            label="Status"
            data={["active", "draft", "archived"] as const}
            allowDeselect={false}
            value={draft.status}
            onChange={(status) => onChange({ ...draft, status: status ?? draft.status })}
          />
        </Group>
        <Textarea
          label="Description"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={10_000}
          {...text("description")}
        />
        {children}
      </Stack>
    </form>
  );
}
