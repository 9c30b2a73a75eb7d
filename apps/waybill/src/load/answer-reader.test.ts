import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerReader, type HttpAnswer } from "./answer-reader.ts";

function head(...fields: readonly string[]): string {
  return ["HTTP/1.1 202 Accepted", ...fields, "", ""].join("\r\n");
}

const sized = `${head("Content-Length: 5", "Retry-After: 3")}hello`;
const inChunks = `${head("transfer-encoding: chunked")}3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n`;

function shown(answer: HttpAnswer | undefined): object | undefined {
  return answer && { ...answer, body: answer.body.toString() };
}

test("an answer is read whichever way it is cut into pieces", () => {
  for (const [text, retryAfterSeconds] of [
    [sized, 3],
    [inChunks, 0],
    [`HTTP/1.1 100 Continue\r\n\r\n${sized}`, 3],
  ] as const) {
    for (const step of [1, 7, text.length]) {
      const reader = new AnswerReader();
      for (let times = 0; times < 2; times += 1) {
        let answer: HttpAnswer | undefined;
        for (let at = 0; at < text.length; at += step) {
          assert.equal(answer, undefined);
          answer = reader.read(Buffer.from(text.slice(at, at + step)));
        }
        const expected = { status: 202, retryAfterSeconds, body: "hello", isLast: false };
        assert.deepEqual(shown(answer), expected);
      }
    }
  }
});

test("an answer without a length ends with the connection, an answer cut short is none", () => {
  const open = new AnswerReader();
  assert.equal(open.read(Buffer.from(`${head()}hel`)), undefined);
  assert.equal(open.read(Buffer.from("lo")), undefined);
  assert.partialDeepStrictEqual(shown(open.end()), { body: "hello", isLast: true });
  const cut = new AnswerReader();
  assert.equal(cut.read(Buffer.from(sized.slice(0, -1))), undefined);
  assert.equal(cut.end(), undefined);
});

test("no other request goes out after Connection: close, nor after bytes that belong to no answer", () => {
  const closing = head("Content-Length: 0", "Connection: Close");
  assert.equal(new AnswerReader().read(Buffer.from(closing))?.isLast, true);
  assert.equal(new AnswerReader().read(Buffer.from(`${sized}more`))?.isLast, true);
  assert.equal(
    new AnswerReader().read(Buffer.from("HTTP/1.1 204 No Content\r\n\r\n"))?.isLast,
    false,
  );
});

test("what is no HTTP is told apart", () => {
  assert.throws(() => new AnswerReader().read(Buffer.from("SSH-2.0\r\n\r\n")), /SSH-2\.0/);
  assert.throws(() => new AnswerReader().read(Buffer.alloc(70_000, "x")), /no end/);
  const bad = `${head("transfer-encoding: chunked")}zz\r\n`;
  assert.throws(() => new AnswerReader().read(Buffer.from(bad)), /no size/);
});
