export function addressOfSku(sku: string): string {
  return `/stock/${encodeURIComponent(sku)}`;
}
