import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { LocationSelect } from "./location-select.tsx";
import { useStockChanged, type Stock } from "./stock-calls.ts";

interface CountStockProps {
  readonly stock: Stock;
  readonly onClose: () => void;
}

export function CountStock({ stock, onClose }: CountStockProps) {
  const { sku } = stock;
  const [location, setLocation] = useState<string | null>(stock.locations[0]?.location ?? null);
  const [counted, setCounted] = useState<number>();
  const changed = useStockChanged();
  const at = stock.locations.find((each) => each.location === location);
  const { available = 0, reserved = 0 } = at ?? {};
  const count = async ({ reason, idempotencyKey }: ActionRun) => {
    const { id } = await answerOf(
      api.POST("/v1/stock/counts", {
        params: {
          header: { "Idempotency-Key": idempotencyKey, "X-Reason": encodeURIComponent(reason) },
        },
        body: { location: location ?? "", lines: [{ sku, counted: counted ?? 0 }] },
      }),
    );
    await changed();
    return `Counted ${counted} of ${sku} at ${location}, as ${id}.`;
  };
  return (
    <ConfirmAction
      title={`Count ${sku}`}
      says={
        counted === undefined
          ? `Sets the level to what lies on the shelf. By the ledger that is ${available + reserved}: ${available} available and ${reserved} reserved.`
          : `At ${location ?? "…"} ${reserved} are reserved and stay so; ${counted - reserved} will be available, where ${available} are now.`
      }
      verb={counted === undefined ? "Count" : `Set to ${counted}`}
      asksReason
      ready={location !== null && counted !== undefined}
      run={count}
      onClose={onClose}
    >
      <LocationSelect value={location} onChange={setLocation} />
      <NumberInput
        label="Counted on the shelf"
        description="With the units that orders have reserved: they lie there until they are shipped."
        required
        min={0}
        allowDecimal={false}
        allowNegative={false}
        value={counted ?? ""}
        onChange={(value) => setCounted(value === "" ? undefined : Number(value))}
      />
    </ConfirmAction>
  );
}
