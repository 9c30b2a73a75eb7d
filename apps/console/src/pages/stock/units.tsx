import { Text } from "@mantine/core";

/** A number of units; none left stands out. */
export function Units({ units }: { readonly units: number }) {
  const text = units.toLocaleString("en");
  if (units > 0) return text;
  return (
    <Text span size="sm" fw={600} c="red">
      {text}
    </Text>
  );
}
