/** Decimal places of a currency: 2 for EUR, 0 for JPY; 2 for one that the browser does not know. */
export function fractionDigitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
