import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState title="Nothing has this address">
        <Anchor component={Link} to="/">
          Go to the overview
        </Anchor>
      </EmptyState>
    </Page>
  );
}
