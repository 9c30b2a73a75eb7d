import { Button, Group, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { localTime } from "../orders/order-filter.ts";
import { useTopics } from "./event-calls.ts";
import { filterOf } from "./event-filter.ts";

/** The filter of the list, which is its address. */
export function EventFilters() {
  const [parameters, setParameters] = useSearchParams();
  const query = filterOf(parameters);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(parameters);
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  const select = (name: string, label: string, data: readonly string[]) => (
    <Select
      label={label}
      placeholder="any"
      w={{ service: 130, partition: 90 }[name] ?? 190}
      clearable
      searchable
      data={[...data]}
      value={parameters.get(name)}
      onChange={(value) => set(name, value)}
    />
  );
  const text = (name: string, label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      w={190}
      maxLength={200}
      value={parameters.get(name) ?? ""}
      onChange={(event) => set(name, event.currentTarget.value)}
    />
  );
  return (
    <Group mb="sm" gap="sm" role="search" align="flex-end">
      <Choices select={select} service={query.service} topic={query.topic} />
      {text("key", "Key", "ord_…, a SKU")}
      {text("correlationId", "Correlation id", "of the request")}
      {(["from", "to"] as const).map((name) => (
        <TextInput
          key={name}
          label={name === "from" ? "From" : "Before"}
          type="datetime-local"
          w={180}
          value={localTime(query[name])}
          onChange={({ currentTarget: { value } }) =>
            set(name, value === "" ? "" : new Date(value).toISOString())
          }
        />
      ))}
      <Select
        label="Order"
        w={130}
        allowDeselect={false}
        data={[
          { value: "newest", label: "newest first" },
          { value: "oldest", label: "oldest first" },
        ]}
        value={query.order ?? "newest"}
        onChange={(value) => set("order", value === "oldest" ? value : null)}
      />
      {parameters.size === 0 ? null : (
        <Button variant="subtle" onClick={() => setParameters({}, { replace: true })}>
          Clear
        </Button>
      )}
    </Group>
  );
}

interface ChoicesProps {
  readonly select: (name: string, label: string, data: readonly string[]) => ReactNode;
  readonly service: string | undefined;
  readonly topic: string | undefined;
}

/** What there is to choose from: of a service its topics, of a topic its types. */
function Choices({ select, service, topic }: ChoicesProps) {
  const { data } = useTopics();
  const all = data?.items ?? [];
  const ofService = all.filter((each) => service === undefined || each.service === service);
  const ofTopic = ofService.filter((each) => topic === undefined || each.topic === topic);
  const partitions = Array.from({ length: data?.partitions ?? 0 }, (_, index) => String(index));
  return (
    <>
      {select("service", "Service", [...new Set(all.map((each) => each.service))])}
      {select(
        "topic",
        "Topic",
        ofService.map((each) => each.topic),
      )}
      {select(
        "type",
        "Type",
        ofTopic.flatMap(({ types }) => types),
      )}
      {select("partition", "Partition", partitions)}
    </>
  );
}
