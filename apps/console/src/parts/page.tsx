import { Group, Title } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "react-router";

interface PageProps {
  readonly title: string;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  /** What stands above the heading: the way back. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
}

/** Of the page shown last, over all pages. */
let shownPath: string | undefined;

/** Heading, title of the document, and the focus: on the heading after each change of page. */
export function Page({ title, actions, above, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // The first page of a visit is the browser's to focus; a change of the query is not another page.
    if (shownPath !== undefined && shownPath !== pathname) heading.current?.focus();
    shownPath = pathname;
  }, [pathname]);
  return (
    <>
      <title>{`${title} – Waybill`}</title>
      {above}
      <Group justify="space-between" mb="md" gap="xs" mih={30}>
        <Title order={1} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </>
  );
}
