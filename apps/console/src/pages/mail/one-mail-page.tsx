import { Alert, Anchor, Code, SegmentedControl, Skeleton } from "@mantine/core";
import { Link, useParams, useSearchParams } from "react-router";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import type { Schemas } from "../../api/client.ts";
import { Deliveries } from "./deliveries.tsx";
import { ResendMail } from "./resend-mail.tsx";
import { documentOf, useMail } from "./mail-calls.ts";
import { mailState } from "./mail-state.ts";

export function OneMailPage() {
  const { id = "" } = useParams();
  const { data, error, isPending } = useMail(id);
  return (
    <Page
      title={data?.subject ?? "Mail"}
      above={
        <Anchor component={Link} to="/mail" size="sm">
          Mail
        </Anchor>
      }
      actions={data === undefined ? null : <ResendMail mail={data} />}
    >
      <ProblemAlert error={error} />
      {isPending ? <Skeleton height={240} /> : null}
      {data === undefined ? null : <Rendered mail={data} />}
    </Page>
  );
}

function Rendered({ mail }: { readonly mail: Schemas["RenderedNotification"] }) {
  const [parameters, setParameters] = useSearchParams();
  const part = parameters.get("part") === "text" ? "text" : "html";
  const { to, channel, reason } = mail;
  const facts: Fact[] = [
    ["To", to === undefined ? "not known yet" : `${to.name} <${to.email}>`],
    ["Subject", mail.subject],
    ["Date", <Moment key="at" at={mail.at} />],
    ["State", <StatusBadge key="status" status={mailState(mail)} />],
    ["Order", <KeyLink key="order" id={mail.orderId} />],
  ];
  if (channel !== undefined) {
    facts.push([
      "Channel",
      channel === "smtp" ? "sent to the mail server" : "outbox: no mail server is set",
    ]);
  }
  return (
    <>
      {reason === undefined ? null : (
        <Alert color="red" mb="sm" title="The mail server refuses it for good">
          {reason}
        </Alert>
      )}
      <Facts label="Headers" facts={facts} />
      <Deliveries mail={mail} />
      <SegmentedControl
        my="sm"
        size="xs"
        aria-label="Part"
        value={part}
        onChange={(value) => setParameters({ part: value }, { replace: true })}
        data={[
          { value: "html", label: "HTML" },
          { value: "text", label: "Text" },
        ]}
      />
      {part === "html" ? (
        <iframe
          title="The mail"
          sandbox=""
          src={documentOf(mail.id)}
          style={{
            display: "block",
            width: "100%",
            height: 380,
            border: "1px solid var(--line)",
            background: "#ffffff",
            colorScheme: "light",
          }}
        />
      ) : (
        <Code block tabIndex={0} aria-label="Text part" style={{ whiteSpace: "pre-wrap" }}>
          {mail.text}
        </Code>
      )}
      <div style={{ marginTop: 12 }}>
        <RawJson value={mail} />
      </div>
    </>
  );
}
