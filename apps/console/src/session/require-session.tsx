import { Button, Center, Loader, Stack } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { UnreachableError } from "../api/problem.ts";
import { reachability } from "../live/reachability.ts";
import { Opening } from "../app/opening.tsx";
import { ProblemAlert } from "../parts/problem-alert.tsx";
import { openSession } from "./session-calls.ts";
import { useSession } from "./session-store.ts";

/** Shows its routes to who is signed in, and sends others to sign in and back to where they were. */
export function RequireSession() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const [failure, setFailure] = useState<unknown>();
  const open = useCallback(() => {
    openSession().then(() => setFailure(undefined), setFailure);
  }, []);

  useEffect(() => {
    if (session !== undefined) return undefined;
    open();
    return reachability.onReturn(open);
  }, [session, open]);

  if (session === null) {
    return <Navigate replace to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} />;
  }
  if (session !== undefined) return <Outlet />;
  return (
    <>
      <Opening />
      <Center component="main" mih="calc(100dvh - 44px)" p="md">
        {failure === undefined ? (
          <Loader size="sm" aria-label="Signing in" />
        ) : (
          <Stack maw={480}>
            <ProblemAlert error={failure} />
            {failure instanceof UnreachableError ? null : (
              <Button variant="default" onClick={open}>
                Try again
              </Button>
            )}
          </Stack>
        )}
      </Center>
    </>
  );
}
