import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { counted } from "../../parts/counted.ts";
import { LocationSelect } from "./location-select.tsx";
import { useStockChanged, type Stock } from "./stock-calls.ts";

interface AdjustStockProps {
  readonly stock: Stock;
  readonly onClose: () => void;
}

export function AdjustStock({ stock, onClose }: AdjustStockProps) {
  const { sku } = stock;
  const [location, setLocation] = useState<string | null>(stock.locations[0]?.location ?? null);
  const [difference, setDifference] = useState(0);
  const changed = useStockChanged();
  const before = stock.locations.find((each) => each.location === location)?.available ?? 0;
  const adjust = async ({ reason, idempotencyKey }: ActionRun) => {
    const adjustment = await answerOf(
      api.POST("/v1/stock/adjustments", {
        params: { header: { "Idempotency-Key": idempotencyKey } },
        body: { location: location ?? "", reason, lines: [{ sku, quantity: difference }] },
      }),
    );
    await changed();
    return `Adjusted ${sku} at ${location} by ${signed(difference)}, as ${adjustment.id}.`;
  };
  return (
    <ConfirmAction
      title={`Adjust ${sku}`}
      says={
        difference === 0
          ? "Corrects what is available by what was found or lost. Units that orders have reserved stay reserved."
          : `At ${location ?? "…"} ${counted(before, "is", "are")} available; there will be ${before + difference}, unless orders take some in between.`
      }
      verb={difference === 0 ? "Adjust" : `Adjust by ${signed(difference)}`}
      asksReason
      ready={location !== null && difference !== 0}
      run={adjust}
      onClose={onClose}
    >
      <LocationSelect value={location} onChange={setLocation} />
      <NumberInput
        label="Difference"
        description="Above zero for what was found, below for what was lost."
        required
        allowDecimal={false}
        value={difference === 0 ? "" : difference}
        onChange={(value) => setDifference(Number.isInteger(Number(value)) ? Number(value) : 0)}
      />
    </ConfirmAction>
  );
}

function signed(units: number): string {
  return units > 0 ? `+${units}` : String(units);
}
