import { Select } from "@mantine/core";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useLocations } from "./stock-calls.ts";

interface LocationSelectProps {
  readonly value: string | null;
  readonly onChange: (location: string | null) => void;
}

export function LocationSelect({ value, onChange }: LocationSelectProps) {
  const { data, error } = useLocations();
  const options = (data?.items ?? []).map(({ code, name }) => ({
    value: code,
    label: `${name} (${code})`,
  }));
  return (
    <>
      <ProblemAlert error={error} />
      <Select
        label="Location"
        required
        data={options}
        value={value}
        onChange={onChange}
        nothingFoundMessage="No such location"
      />
    </>
  );
}
