import { ProblemError, UnreachableError, problemOf } from "../api/problem.ts";
import { reachability } from "../live/reachability.ts";
import { takeOfferedKey } from "./offered-key.ts";
import { sessionStore, type Session } from "./session-store.ts";

const address = "/v1/session";

/** Signs in with an API key. @throws {ProblemError} 401 for an unknown key, 403 for a customer's */
export async function signIn(apiKey: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await call({ method: "POST", headers, body: JSON.stringify({ apiKey }) });
  sessionStore.set(await sessionOf(response));
}

/** The session at the start of a visit: by the key in the address if there is one, else by the cookie. */
export function openSession(): Promise<void> {
  const key = takeOfferedKey();
  return key === undefined ? resumeSession() : signIn(key);
}

async function resumeSession(): Promise<void> {
  const response = await call({ method: "GET" });
  sessionStore.set(response.status === 401 ? null : await sessionOf(response));
}

/** Ends the session on the server, and here only when the server has done so. */
export async function signOut(): Promise<void> {
  const csrfToken = sessionStore.get()?.csrfToken ?? "";
  const response = await call({ method: "DELETE", headers: { "X-CSRF-Token": csrfToken } });
  if (!response.ok && response.status !== 401) {
    throw new ProblemError(problemOf(response, await bodyOf(response)));
  }
  sessionStore.set(null);
}

async function call(init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(address, { credentials: "same-origin", ...init });
    reachability.answered();
    return response;
  } catch (error) {
    reachability.lost();
    throw new UnreachableError({ cause: error });
  }
}

async function sessionOf(response: Response): Promise<Session> {
  const body = await bodyOf(response);
  if (!response.ok) throw new ProblemError(problemOf(response, body));
  return body as Session;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
