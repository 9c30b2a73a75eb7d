import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Has the lists under a key read again every so often, while the page is in sight. */
export function useRefreshed(key: string, everyMs: number): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible")
        void client.invalidateQueries({ queryKey: [key] });
    }, everyMs);
    return () => clearInterval(timer);
  }, [client, key, everyMs]);
}
