import { Alert, Code, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ProblemError, UnreachableError, type Problem } from "../api/problem.ts";

/** Nobody answered to something that was only to be read: the banner of the page says so, once for all of it. */
export function isAway(error: unknown): boolean {
  return error instanceof UnreachableError && error.wasRead;
}

/** An error in words; a problem document with all that it says. Nothing for no error, and for what the banner says. */
export function ProblemAlert({ error }: { readonly error: unknown }) {
  if (error === undefined || error === null || isAway(error)) return null;
  const icon = <IconAlertTriangle size={18} />;
  if (error instanceof ProblemError) {
    return (
      <Alert role="alert" color="red" icon={icon} title={error.problem.title}>
        <ProblemText problem={error.problem} />
      </Alert>
    );
  }
  const title = error instanceof UnreachableError ? "No answer" : "Something failed in this page";
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  return (
    <Alert role="alert" color="red" icon={icon} title={title}>
      {message}
    </Alert>
  );
}

function ProblemText({ problem }: { readonly problem: Problem }) {
  const { detail, code, correlationId, errors = [] } = problem;
  return (
    <>
      <Text size="sm">{detail}</Text>
      {errors.length === 0 ? null : (
        <List size="sm" mt={4}>
          {errors.map((each) => (
            <List.Item key={`${each.in}${each.pointer}${each.code}`}>
              {each.pointer.slice(1) || each.in}: {each.message}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="xs" mt={6} c="dimmed">
        <Code>{code}</Code>
        {correlationId === "" ? null : (
          <>
            {" · correlation id "}
            <Code>{correlationId}</Code>
          </>
        )}
      </Text>
    </>
  );
}
