import { useSearchParams } from "react-router";
import { causeOf } from "./cause.ts";
import { GroupLetters } from "./group-letters.tsx";
import { Groups } from "./groups.tsx";

/** All groups, or the letters of the one that the address names. */
export function DeadLettersPage() {
  const [parameters] = useSearchParams();
  const cause = causeOf(parameters);
  return cause === undefined ? (
    <Groups />
  ) : (
    <GroupLetters key={JSON.stringify(cause)} cause={cause} />
  );
}
