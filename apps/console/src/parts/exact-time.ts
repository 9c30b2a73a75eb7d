const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hour12: false,
});

/** The time of the day, to the millisecond. @param at ISO 8601 */
export function exactTime(at: string): string {
  return clock.format(new Date(at));
}
