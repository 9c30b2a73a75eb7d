import { IdLink } from "./id-link.tsx";

/** The key of a message: leads to the order when it is one. */
export function KeyLink({ id }: { readonly id: string }) {
  return id.startsWith("ord_") ? <IdLink id={id} to={`/orders/${id}`} /> : <IdLink id={id} />;
}
