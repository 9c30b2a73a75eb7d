import assert from "node:assert/strict";
import { test } from "node:test";
import { notificationKinds } from "../domain/notification-state.ts";
import { formatMoney, renderMail } from "./render-mail.ts";

const facts = { number: 1001, customerName: "Ana", details: {} };

test("every kind has a subject with the number, a text and an HTML part", () => {
  for (const kind of notificationKinds) {
    const { subject, text, html } = renderMail(kind, facts);
    assert.match(subject, /1001/);
    assert.match(text, /^Hello Ana,\n\n/);
    assert.match(html, /^<!doctype html>[^]*<p>Hello Ana,<\/p>[^]*<\/html>\n$/);
  }
});

test("what a customer typed is escaped in HTML and left as it is in text", () => {
  const customerName = `<img src=x onerror="alert('1')"> & Co`;
  const { text, html } = renderMail("placed", { ...facts, customerName });
  assert.ok(text.includes(customerName));
  assert.ok(!html.includes("<img"));
  assert.ok(html.includes("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; Co"));
});

test("a name with line breaks starts no header and no paragraph", () => {
  const { text } = renderMail("placed", { ...facts, customerName: "Ana\r\nBcc: all@example.com" });
  assert.match(text, /^Hello Ana Bcc: all@example\.com,\n/);
});

test("mails say what is known: total, tracking number, and reasons that customers understand", () => {
  const placed = renderMail("placed", { ...facts, details: { total: 2580, currency: "EUR" } });
  assert.match(placed.text, /your order 1001 of €25\.80\./);
  const details = { carrier: "simulated", trackingNumber: "WB01" };
  assert.match(renderMail("dispatched", { ...facts, details }).text, /WB01 \(carrier: simulated\)/);
  const declined = { ...facts, details: { reason: "payment_declined" } };
  assert.match(renderMail("cancelled", declined).text, /because the payment was declined/);
  const internal = { ...facts, details: { reason: "process-stuck-17" } };
  assert.doesNotMatch(renderMail("cancelled", internal).text, /stuck/);
});

test("an order of several parcels has the tracking number of each, in text and HTML", () => {
  const parcels = ["WB01", "WB02"].map((each) => ({ carrier: "simulated", trackingNumber: each }));
  const details = { carrier: "simulated", trackingNumber: "WB02", parcels };
  const { text, html } = renderMail("dispatched", { ...facts, details });
  for (const part of [text, html]) {
    assert.match(part, /in 2 parcels/);
    for (const number of ["WB01", "WB02"]) {
      assert.equal(part.split(`${number} (carrier: simulated)`).length, 2);
    }
  }
});

test("money has as many decimals as its currency", () => {
  assert.equal(formatMoney(2580, "EUR"), "€25.80");
  assert.equal(formatMoney(2580, "JPY"), "¥2,580");
  assert.equal(formatMoney(1_234_550, "HUF"), "HUF\u00a012,345.50");
  assert.equal(formatMoney(2580, "KWD"), "KWD\u00a02.580");
});
