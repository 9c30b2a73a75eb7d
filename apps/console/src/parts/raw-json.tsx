import { Button, Code } from "@mantine/core";
import { useState } from "react";

/** A value as JSON, for those who ask for it. */
export function RawJson({ value }: { readonly value: unknown }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        Raw
      </Button>
      {shown ? (
        <Code block mt="xs" tabIndex={0} aria-label="Raw JSON">
          {JSON.stringify(value, null, 2)}
        </Code>
      ) : null}
    </>
  );
}
