import assert from "node:assert/strict";
import { test } from "node:test";
import { smtpSettingsOf } from "./mail-server.ts";

const from = "shop@example.org";

test("a mail server is described by a URL", () => {
  assert.deepEqual(smtpSettingsOf("smtp://ana:p%40ss@mail.example.org:2525", from), {
    host: "mail.example.org",
    port: 2525,
    secure: false,
    from,
    user: "ana",
    password: "p@ss",
  });
  assert.deepEqual(smtpSettingsOf("smtps://mail.example.org", from), {
    host: "mail.example.org",
    port: 465,
    secure: true,
    from,
  });
  assert.equal(smtpSettingsOf("smtp://mail.example.org", from).port, 587);
});
