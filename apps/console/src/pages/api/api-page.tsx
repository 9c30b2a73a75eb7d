import { Anchor, Group, SegmentedControl, useComputedColorScheme } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Page } from "../../parts/page.tsx";
import { useSession } from "../../session/session-store.ts";
import { Keys } from "./keys.tsx";

const documents = {
  http: { title: "HTTP API", page: "/docs", source: "/openapi.json", name: "OpenAPI" },
  events: { title: "Events", page: "/docs/events", source: "/asyncapi.json", name: "AsyncAPI" },
} as const;

/** For those who build on Waybill: the documents, and the keys of the tenant. */
export function ApiPage() {
  const [parameters, setParameters] = useSearchParams();
  const mayKeys = useSession()?.role === "admin";
  const asked = parameters.get("view") ?? (mayKeys ? "keys" : "http");
  const view = asked === "keys" && !mayKeys ? "http" : asked;
  return (
    <Page
      title="API"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={view}
          onChange={(value) => setParameters({ view: value }, { replace: true })}
          data={[
            ...(mayKeys ? [{ value: "keys", label: "Keys" }] : []),
            { value: "http", label: documents.http.title },
            { value: "events", label: documents.events.title },
          ]}
        />
      }
    >
      {view === "keys" ? <Keys /> : <Reference of={view === "events" ? "events" : "http"} />}
    </Page>
  );
}

function Reference({ of }: { readonly of: keyof typeof documents }) {
  const { title, page, source, name } = documents[of];
  const colorScheme = useComputedColorScheme();
  return (
    <>
      <Group gap="md" mb="xs">
        <Anchor href={page} target="_blank" rel="noreferrer" size="sm">
          On a page of its own
        </Anchor>
        <Anchor href={source} target="_blank" rel="noreferrer" size="sm">
          {name} document (JSON)
        </Anchor>
      </Group>
      <iframe
        key={`${page}${colorScheme}`}
        title={title}
        src={page}
        sandbox="allow-scripts allow-popups"
        style={{
          display: "block",
          width: "100%",
          height: "calc(100dvh - 170px)",
          minHeight: 320,
          border: "1px solid var(--line)",
          // The framed page takes its light or dark from here.
          colorScheme,
        }}
      />
    </>
  );
}
