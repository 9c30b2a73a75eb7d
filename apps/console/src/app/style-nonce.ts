import { setNonce } from "get-nonce";

/**
 * The nonce that the server put into index.html: with it Mantine's <style> elements, and those of the
 * scroll lock under a dialog, pass `style-src 'self' 'nonce-…'`. Empty in development.
 */
export function styleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return nonce.startsWith("__") ? "" : nonce;
}

setNonce(styleNonce());
