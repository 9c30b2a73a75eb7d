import { Badge } from "@mantine/core";
import { useLive } from "../../live/use-live.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";

export function OverviewPage() {
  const { connected } = useLive("overview");
  return (
    <Page
      title="Overview"
      actions={
        <Badge color={connected ? "green" : "gray"} tt="none">
          {connected ? "live" : "not live yet"}
        </Badge>
      }
    >
      <EmptyState title="In the making">Stock and Catalogue are there already.</EmptyState>
    </Page>
  );
}
