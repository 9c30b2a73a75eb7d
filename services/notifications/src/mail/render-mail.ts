import { minorDigits, type NotificationKind } from "@waybill/contracts";
import type { NotificationDetails } from "../domain/notification-state.ts";
import { markup, type Markup } from "./markup.ts";

export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailFacts {
  readonly number: number;
  readonly customerName: string;
  readonly details: NotificationDetails;
}

interface Template {
  readonly subject: (facts: MailFacts) => string;
  /** Paragraphs of plain text; the HTML is made of the same ones, escaped. */
  readonly paragraphs: (facts: MailFacts) => readonly string[];
}

const templates: Readonly<Record<NotificationKind, Template>> = {
  placed: {
    subject: ({ number }) => `We have received your order ${number}`,
    paragraphs: ({ number, details }) => [
      `Thank you for your order ${number}${totalOf(details)}.`,
      "We are checking stock and payment now and will write to you as soon as it is confirmed.",
    ],
  },
  confirmed: {
    subject: ({ number }) => `Your order ${number} is confirmed`,
    paragraphs: ({ number }) => [
      `Your order ${number} is confirmed: everything is in stock and your payment is authorised.`,
      "You will be charged when it leaves us.",
    ],
  },
  dispatched: {
    subject: ({ number }) => `Your order ${number} is on its way`,
    paragraphs: ({ number, details }) => [
      `Your order ${number} has left us.`,
      ...trackingOf(details),
    ],
  },
  cancelled: {
    subject: ({ number }) => `Your order ${number} is cancelled`,
    paragraphs: ({ number, details }) => [
      `Your order ${number} is cancelled${reasonOf(details)}.`,
      "You pay nothing for it: what was reserved is released, and what was charged goes back to you.",
    ],
  },
};

/** The words for reasons that customers meet; any other is not theirs to read. */
const reasons: Readonly<Record<string, string>> = {
  customer_request: "as you asked",
  out_of_stock: "because something in it is out of stock",
  payment_declined: "because the payment was declined",
  shipment_impossible: "because no carrier delivers to your address",
};

/** Subject, plain text and HTML of a notification. Pure: the same facts give the same mail. */
export function renderMail(kind: NotificationKind, facts: MailFacts): MailContent {
  const clean = { ...facts, customerName: oneLine(facts.customerName) };
  const { subject, paragraphs } = templates[kind];
  const greeting = `Hello ${clean.customerName},`;
  const body = [greeting, ...paragraphs(clean)];
  return {
    subject: oneLine(subject(clean)),
    text: `${body.join("\n\n")}\n`,
    html: page(subject(clean), body).html,
  };
}

function page(title: string, paragraphs: readonly string[]): Markup {
  const body = paragraphs.map((each) => markup`<p>${each}</p>\n`.html).join("");
  return markup`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body style="font-family: sans-serif; max-width: 36em; margin: 2em auto; color: #222">
${{ html: body }}</body>
</html>
`;
}

function totalOf({ total, currency }: NotificationDetails): string {
  return total === undefined || currency === undefined ? "" : ` of ${formatMoney(total, currency)}`;
}

function trackingOf({
  parcels = [],
  trackingNumber,
  carrier = "unknown",
}: NotificationDetails): readonly string[] {
  if (trackingNumber === undefined) return [];
  const line = (number: string, by: string) => `Tracking number: ${number} (carrier: ${by}).`;
  if (parcels.length === 0) return [line(trackingNumber, carrier)];
  return [
    `It comes in ${parcels.length} parcels.`,
    ...parcels.map((each) => line(each.trackingNumber, each.carrier)),
  ];
}

function reasonOf({ reason }: NotificationDetails): string {
  const words = reason === undefined ? undefined : reasons[reason];
  return words === undefined ? "" : `, ${words}`;
}

/** 2580 EUR → `€25.80`; yen have no minor unit, dinars three digits. */
export function formatMoney(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const known = moneyFormats.get(currency);
  const format =
    known ??
    new Intl.NumberFormat("en", {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  if (known === undefined) moneyFormats.set(currency, format);
  return format.format(amount / 10 ** digits);
}

/** To make one takes a tenth of a millisecond. There are as many as there are currencies. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

/** A name with line breaks must not start a header or a paragraph of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
