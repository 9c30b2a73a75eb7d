import { Switch } from "@mantine/core";
import { useState } from "react";
import { ConfirmAction, type ActionRun } from "../../../parts/confirm-action.tsx";
import {
  cancelRebuild,
  startRebuild,
  useViewsChanged,
  type Named,
  type Rebuild,
} from "./view-calls.ts";

export function RebuildView(props: { readonly view: Named; readonly onClose: () => void }) {
  const { view, onClose } = props;
  const [dryRun, setDryRun] = useState(true);
  const changed = useViewsChanged();
  const run = async (action: ActionRun) => {
    await startRebuild(view, { dryRun, action });
    await changed();
    return dryRun ? "It is being compared." : "It is being rebuilt.";
  };
  return (
    <ConfirmAction
      title={`Rebuild ${view.view} of ${view.service}`}
      says="All its rows are made anew from the log, beside the view, while orders go on. Then both are compared, and rows that differ are put right."
      verb={dryRun ? "Compare" : "Rebuild"}
      asksReason={!dryRun}
      run={run}
      onClose={onClose}
    >
      <Switch
        label="Compare only"
        description="Says what is wrong and changes nothing."
        checked={dryRun}
        onChange={(event) => setDryRun(event.currentTarget.checked)}
      />
    </ConfirmAction>
  );
}

export function CancelRebuild(props: { readonly rebuild: Rebuild; readonly onClose: () => void }) {
  const { rebuild, onClose } = props;
  const changed = useViewsChanged();
  const run = async (action: ActionRun) => {
    const { state } = await cancelRebuild(rebuild, action);
    await changed();
    return state === "cancelled" ? "It is cancelled." : "It had ended already.";
  };
  return (
    <ConfirmAction
      title="Cancel the rebuild"
      says="Rows that were put right already stay so; all others stay as they are."
      verb="Cancel the rebuild"
      dangerous
      run={run}
      onClose={onClose}
    />
  );
}
