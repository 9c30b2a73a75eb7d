/**
 * The key of a link such as `/#key=wb_…`, which `waybill up` prints. Takes it out of the address at
 * once, so that it stays out of the history, bookmarks and screenshots.
 */
export function takeOfferedKey(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key === null || key === "") return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return key;
}
