import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { mailKey } from "./mail-calls.ts";

type Mail = Schemas["RenderedNotification"];

/** Has a mail sent once more; not offered before it was sent or refused, nor while it is being sent again. */
export function ResendMail({ mail }: { readonly mail: Mail }) {
  const [opened, setOpened] = useState(false);
  const pending = mail.deliveries.some(({ status }) => status === "pending");
  if (mail.status === "held") return null;
  return (
    <>
      <Button variant="default" disabled={pending} onClick={() => setOpened(true)}>
        {pending ? "Being sent again" : "Send again"}
      </Button>
      {opened ? <Confirm mail={mail} onClose={() => setOpened(false)} /> : null}
    </>
  );
}

function Confirm({ mail, onClose }: { readonly mail: Mail; readonly onClose: () => void }) {
  const client = useQueryClient();
  const { id, to, kind } = mail;
  const resend = async ({ reason, idempotencyKey }: ActionRun) => {
    const { deliveries } = await answerOf(
      api.POST("/v1/notifications/{id}/resend", {
        params: {
          path: { id },
          header: { "Idempotency-Key": idempotencyKey, "X-Reason": encodeURIComponent(reason) },
        },
      }),
    );
    await client.invalidateQueries({ queryKey: [mailKey] });
    return deliveries.at(-1)?.channel === "outbox"
      ? "It is in the outbox once more."
      : "It is on its way to the mail server. What becomes of it is under Deliveries.";
  };
  return (
    <ConfirmAction
      title="Send the mail again"
      says={`${to?.name ?? "The customer"} <${to?.email ?? "address unknown"}> gets the mail "${kind}" once more, with the same text. It is a further delivery of the same notification; nothing else happens to the order.`}
      verb="Send again"
      asksReason
      run={resend}
      onClose={onClose}
    />
  );
}
