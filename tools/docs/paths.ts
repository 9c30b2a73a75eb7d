import { existsSync } from "node:fs";
import { posix } from "node:path";
import { root, sourceFiles, textOf } from "../source-files.ts";

const documents = /^(docs\/.*|[^/]+)\.md$/;
/** A code span that starts with one of these folders is a path of this repository. */
const folders = /^(\.ci|apps|bench|deploy|docs|packages|services|tests|tools)\//;

/** Every relative link of the documentation, with its heading, and every path in a code span exists. */
export function pathProblems(): readonly string[] {
  return sourceFiles()
    .filter((path) => documents.test(path))
    .flatMap((path) => {
      const prose = (textOf(path) ?? "").replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
      return [...linkProblems(path, prose), ...spanProblems(path, prose)];
    });
}

function linkProblems(path: string, prose: string): readonly string[] {
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
    const [file = "", heading] = link.split("#");
    const target = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
    if (!existsSync(`${root}/${target}`))
      return [`${path}: links to ${link}, which does not exist`];
    if (heading === undefined || !target.endsWith(".md")) return [];
    const found = headingsOf(textOf(target) ?? "").includes(heading);
    return found ? [] : [`${path}: links to ${link}, and ${target} has no such heading`];
  });
}

function spanProblems(path: string, prose: string): readonly string[] {
  return [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = ""]) => {
    const named = span.replace(/(:\d+)+$|#.*$/, "");
    if (!folders.test(named) || /[\s<>*{}$…]/.test(named)) return [];
    return existsSync(`${root}/${named}`)
      ? []
      : [`${path}: names \`${span}\`, which does not exist`];
  });
}

/** Headings as GitHub turns them into anchors. */
function headingsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}
