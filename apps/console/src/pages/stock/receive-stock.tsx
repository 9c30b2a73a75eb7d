import { Group, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { LocationSelect } from "./location-select.tsx";
import { useStockChanged } from "./stock-calls.ts";

interface ReceiveStockProps {
  readonly sku: string;
  readonly onClose: () => void;
}

export function ReceiveStock({ sku, onClose }: ReceiveStockProps) {
  const [location, setLocation] = useState<string | null>(null);
  const [quantity, setQuantity] = useState(0);
  const [reference, setReference] = useState("");
  const changed = useStockChanged();
  const receive = async ({ idempotencyKey }: ActionRun) => {
    const receipt = await answerOf(
      api.POST("/v1/stock/receipts", {
        params: { header: { "Idempotency-Key": idempotencyKey } },
        body: {
          location: location ?? "",
          lines: [{ sku, quantity }],
          ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
        },
      }),
    );
    await changed();
    return `Received ${quantity} of ${sku} at ${location}, as ${receipt.id}.`;
  };
  return (
    <ConfirmAction
      title={`Receive ${sku}`}
      says="The units are available for orders at once."
      verb={quantity > 0 ? `Receive ${quantity}` : "Receive"}
      ready={location !== null && quantity > 0}
      run={receive}
      onClose={onClose}
    >
      <LocationSelect value={location} onChange={setLocation} />
      <Group grow align="flex-start">
        <NumberInput
          label="Units"
          required
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={quantity === 0 ? "" : quantity}
          onChange={(value) => setQuantity(Number(value))}
        />
        <TextInput
          label="Number of the delivery"
          placeholder="PO-4711"
          maxLength={200}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
      </Group>
    </ConfirmAction>
  );
}
