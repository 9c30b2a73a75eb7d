/** What is promised of one code. */
export interface ErrorEntry {
  /** HTTP status; absent when it does not reach a client of the API. */
  readonly status?: number;
  /** Trying the same again later may succeed. */
  readonly retryable?: true;
  readonly meaning: string;
  readonly fix: string;
}

export interface ErrorArea {
  readonly title: string;
  readonly about: string;
  /** By code. */
  readonly entries: Readonly<Record<string, ErrorEntry>>;
}
