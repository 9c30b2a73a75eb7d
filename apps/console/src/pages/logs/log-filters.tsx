import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useSearchParams } from "react-router";
import { isWhole, levels, services, type FilterName } from "./log-filter.ts";

const ids: readonly (readonly [name: FilterName, label: string, placeholder: string])[] = [
  ["orderId", "Order", "ord_…"],
  ["correlationId", "Correlation id", ""],
  ["traceId", "Trace", "32 hex digits"],
];

export function LogFilters() {
  const [parameters, setParameters] = useSearchParams();
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(parameters);
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  return (
    <Group mb="sm" gap="sm" role="search" align="flex-start">
      <TextInput
        label="Text"
        placeholder="somewhere in the line"
        leftSection={<IconSearch size={14} aria-hidden />}
        w={180}
        maxLength={200}
        value={parameters.get("text") ?? ""}
        onChange={(event) => set("text", event.currentTarget.value)}
      />
      <Select
        label="Level"
        w={110}
        clearable
        placeholder="any"
        data={levels.map((level) => ({
          value: level,
          label: level === "fatal" ? level : `${level} and up`,
        }))}
        value={parameters.get("level")}
        onChange={(value) => set("level", value)}
      />
      <Select
        label="Service"
        w={130}
        clearable
        placeholder="any"
        data={[...services]}
        value={parameters.get("service")}
        onChange={(value) => set("service", value)}
      />
      {ids.map(([name, label, placeholder]) => (
        <TextInput
          key={name}
          label={label}
          placeholder={placeholder}
          w={150}
          value={parameters.get(name) ?? ""}
          error={isWhole(name, parameters.get(name) ?? "") ? undefined : "not whole yet"}
          onChange={(event) => set(name, event.currentTarget.value.trim())}
        />
      ))}
      {parameters.size === 0 ? null : (
        <Button variant="subtle" mt={20} onClick={() => setParameters({}, { replace: true })}>
          Clear
        </Button>
      )}
    </Group>
  );
}
