import { errorAreas } from "@waybill/kit";

/** docs/ERRORS.md, made from the kit's catalogue: one row for each code. */
export function errorsPage(): string {
  const areas = errorAreas.map(({ title, about, entries }) => {
    const rows = Object.entries(entries).map(
      ([code, { status, retryable, meaning, fix }]) =>
        `| \`${code}\` | ${status ?? "–"} | ${retryable === true ? "yes" : "no"} | ${meaning} | ${fix} |`,
    );
    return [`## ${title}`, about, `${head}\n${rows.join("\n")}`].join("\n\n");
  });
  return `${[introduction, ...areas].join("\n\n")}\n`;
}

const head = `| code | HTTP | again? | what happened | what to do |\n|---|---|---|---|---|`;

const introduction = `# Errors

Every error has a code that does not change. The API gives it in the member \`code\` of a problem
document (RFC 9457, \`application/problem+json\`), beside \`detail\`, which says what happened, with
which value, and what to change; the command line prints it in brackets. Branch on the code, never
on the text. *HTTP* is the status where a client can get the error; *again?* says whether the same
may succeed when it is tried later.

Made from \`packages/kit/src/error-catalogue.ts\` by \`npm run docs\`; a test holds the catalogue to the
sources.`;
