import { Button, Center, Code, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useCallback, useEffect, useState, type SubmitEvent } from "react";
import { Navigate, useSearchParams } from "react-router";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { takeOfferedKey } from "../../session/offered-key.ts";
import { signIn } from "../../session/session-calls.ts";
import { useSession } from "../../session/session-store.ts";

/** Takes a key from the form or from the fragment of the address. */
export function SignInPage() {
  const session = useSession();
  const [parameters] = useSearchParams();
  const [key, setKey] = useState("");
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  const enter = useCallback(async (apiKey: string) => {
    setRunning(true);
    setFailure(undefined);
    try {
      await signIn(apiKey.trim());
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  }, []);

  useEffect(() => {
    const takeKey = () => {
      const offered = takeOfferedKey();
      if (offered !== undefined) void enter(offered);
    };
    takeKey();
    // A link that is opened in this tab changes the fragment only, and loads nothing.
    window.addEventListener("hashchange", takeKey);
    return () => window.removeEventListener("hashchange", takeKey);
  }, [enter]);

  if (session !== undefined && session !== null) {
    return <Navigate replace to={safeTarget(parameters.get("next"))} />;
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void enter(key);
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>Sign in – Waybill</title>
      <Paper component="form" withBorder p="xl" w={420} maw="100%" onSubmit={submit}>
        <Stack>
          <Title order={1} size="h3">
            Sign in to Waybill
          </Title>
          <Text size="sm" c="dimmed">
            With an API key of an operator or an admin. <Code>waybill keys create</Code> makes one,
            and <Code>waybill up</Code> prints a link that signs in.
          </Text>
          <PasswordInput
            label="API key"
            placeholder="wb_…"
            autoComplete="current-password"
            required
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <ProblemAlert error={failure} />
          <Button type="submit" loading={running} disabled={key.trim() === ""}>
            Sign in
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}

/** Only a place of this console: an address that somebody else put into a link leads nowhere else. */
function safeTarget(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : "/";
}
