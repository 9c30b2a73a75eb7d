import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { Link } from "react-router";
import classes from "./id-link.module.css";

/** An id in monospace that can be copied, and leads to its page when it has one. Plain, since lists are full of them. */
export function IdLink({ id, to }: { readonly id: string; readonly to?: string }) {
  return (
    <span className={classes["whole"]}>
      {to === undefined ? (
        <span className={classes["id"]}>{id}</span>
      ) : (
        <Link to={to} className={`${classes["id"]} ${classes["link"]}`} data-row-link>
          {id}
        </Link>
      )}
      <Copy id={id} />
    </span>
  );
}

function Copy({ id }: { readonly id: string }) {
  const { copied, copy } = useClipboard({ timeout: 1_000 });
  return (
    <button
      type="button"
      className={`copy-id ${classes["copy"]}`}
      onClick={() => copy(id)}
      aria-label={copied ? "Copied" : `Copy ${id}`}
    >
      {copied ? <IconCheck size={12} /> : <IconCopy size={12} stroke={1.5} />}
    </button>
  );
}
