import { Button, Group, Stack } from "@mantine/core";
import { useRouteError } from "react-router";
import { ProblemAlert } from "../parts/problem-alert.tsx";
import { Page } from "../parts/page.tsx";

/** What is shown in place of a page that threw, or whose code could not be loaded. */
export function ErrorPage() {
  const error = useRouteError();
  return (
    <Page title="This page failed">
      <Stack maw={640}>
        <ProblemAlert error={error} />
        <Group>
          <Button variant="default" onClick={() => location.reload()}>
            Load it again
          </Button>
        </Group>
      </Stack>
    </Page>
  );
}
