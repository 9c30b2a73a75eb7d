import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { counted } from "../../parts/counted.ts";
import { dropLetters, useLettersChanged } from "./dead-letter-calls.ts";

export function DropLetters(props: { readonly ids: string[]; readonly onClose: () => void }) {
  const { ids, onClose } = props;
  const changed = useLettersChanged();
  const run = async (action: ActionRun) => {
    const { dropped } = await dropLetters(ids, action);
    await changed();
    const others = ids.length - dropped;
    const left = others === 0 ? "" : ` ${counted(others, "was", "were")} not dead any more.`;
    return `${counted(dropped, "letter is", "letters are")} dropped.${left}`;
  };
  return (
    <ConfirmAction
      title={`Drop ${counted(ids.length, "letter")}`}
      says="They are never handled, and cannot be had back. Messages behind them go on."
      verb="Drop"
      dangerous
      asksReason
      run={run}
      onClose={onClose}
    />
  );
}
